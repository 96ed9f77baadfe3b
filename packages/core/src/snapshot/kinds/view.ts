import { identifier, qualified } from "../../sql/identifier.js";
import type { ColumnBase, ObjectBase } from "../catalog-object.js";
import type { Kind } from "../kind.js";
import { present } from "../present.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE VIEW. */
export interface View extends ObjectBase<"view"> {
  readonly schema: string;
  readonly columns: readonly ViewColumn[];
  /** As pg_get_viewdef writes it, without the semicolon. */
  readonly query: string;
  /** `name=value`, sorted: security_barrier, security_invoker, check_option. */
  readonly options?: readonly string[];
}

interface ViewColumn extends ColumnBase {
  readonly type: string;
  /** ALTER VIEW … ALTER COLUMN … SET DEFAULT. */
  readonly default?: string;
}

export const view: Kind<View> = {
  kind: "view",
  catalog: "pg_class",
  queries: () => [
    `SELECT c.oid, c.reltype, rt.typarray, n.nspname, c.relname, pg_catalog.pg_get_viewdef(c.oid), c.reloptions,
        ARRAY(SELECT a.attnum FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 ORDER BY a.attnum),
        (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
            pg_catalog.pg_get_expr(d.adbin, d.adrelid)) ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute a
          LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
          WHERE a.attrelid = c.oid AND a.attnum > 0)
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_type rt ON rt.oid = c.reltype
      WHERE c.relkind = 'v' AND ${ofUsers("n")} AND ${ofNoExtension("pg_class", "c.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, rowType, arrayType, schema, name, query, options, numbers, columns]) => ({
      oid: Number(oid),
      object: present({
        kind: "view" as const,
        schema: String(schema),
        name: String(name),
        columns: ((columns ?? []) as [string, string, string | null][]).map(([column, type, value]) =>
          present({ name: column, type, default: value ?? undefined }),
        ),
        query: String(query).trim().replace(/;$/, ""),
        options: (options as string[] | null)?.toSorted(),
      }) as View,
      columns: numbers as number[],
      aliases: [
        ["pg_type", Number(rowType)],
        ["pg_type", Number(arrayType)],
      ],
    })),
  key: (one) => `view ${qualified(one)}`,
  named: (one) => `VIEW ${qualified(one)}`,
  grantedAs: (one) => `TABLE ${qualified(one)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one, { inPieces }) => {
    const object = view.key(one);
    const options = one.options === undefined ? "" : ` WITH (${one.options.join(", ")})`;
    const columns = one.columns.map(({ name }) => identifier(name)).join(", ");
    const create = `CREATE OR REPLACE VIEW ${qualified(one)}${one.columns.length === 0 ? "" : ` (${columns})`}${options} AS\n${one.query}`;
    const defaults = one.columns.flatMap(({ name, default: value }) =>
      value === undefined ? [] : [`ALTER VIEW ${qualified(one)} ALTER COLUMN ${identifier(name)} SET DEFAULT ${value}`],
    );
    const whole = {
      section: "pre-data" as const,
      needs: [...(one.needs ?? []), ...one.columns.flatMap((c) => c.needs ?? [])],
    };
    if (!inPieces.has(object))
      return [{ ...whole, object, statements: [create.replace("OR REPLACE ", ""), ...defaults] }];
    const empty = one.columns.map(({ name, type }) => `    NULL::${type} AS ${identifier(name)}`).join(",\n");
    return [
      { ...whole, object, statements: [`CREATE VIEW ${qualified(one)} AS\nSELECT\n${empty}`], needs: [] },
      { ...whole, object, part: "query", statements: [create, ...defaults] },
    ];
  },
};
