import { identifier, qualified } from "../../sql/identifier.js";
import type { CatalogObject, ObjectBase, ObjectKey } from "../catalog-object.js";
import type { Kind, Piece, RenderContext } from "../kind.js";
import { neededKeys } from "../needed-keys.js";
import { partKey } from "../part-key.js";
import { present } from "../present.js";
import { columnSettings } from "../render-columns.js";
import { allOptions, withOptions } from "../storage-options.js";
import { columnsQuery, readColumns, type TableColumn } from "../table-column.js";
import { OF_USERS } from "../table-shape.js";

/** CREATE MATERIALIZED VIEW. */
export interface MaterializedView extends ObjectBase<"materialized view"> {
  readonly schema: string;
  readonly columns: readonly TableColumn[];
  /** As pg_get_viewdef writes it, without the semicolon. */
  readonly query: string;
  /** Storage parameters, `name=value`; those of its TOAST table begin with `toast.`. */
  readonly options?: readonly string[];
  /** Absent for heap. */
  readonly accessMethod?: string;
  /** WITH NO DATA, and not refreshed since. */
  readonly unpopulated?: true;
}

export const materializedView: Kind<MaterializedView> = {
  kind: "materialized view",
  catalog: "pg_class",
  queries: (major) => [
    `SELECT c.oid, c.reltype, rt.typarray, ${major}, n.nspname, c.relname, pg_catalog.pg_get_viewdef(c.oid), c.reloptions, tc.reloptions,
        NULLIF(am.amname, 'heap'), NOT c.relispopulated
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_type rt ON rt.oid = c.reltype
      LEFT JOIN pg_catalog.pg_class tc ON tc.oid = c.reltoastrelid
      LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
      WHERE c.relkind = 'm' AND ${OF_USERS}`,
    columnsQuery(["m"]),
  ],
  read: ([rows = [], columnRows = []]) => {
    const columns = readColumns(columnRows, [], Number(rows[0]?.[3]));
    return rows.map(
      ([oid, rowType, arrayType, , schema, name, query, options, toastOptions, accessMethod, unpopulated]) => {
        const own = columns.get(Number(oid));
        return {
          oid: Number(oid),
          object: {
            ...present({
              kind: "materialized view",
              schema,
              name,
              query: String(query).trim().replace(/;$/, ""),
              options: allOptions(options, toastOptions),
              accessMethod,
              unpopulated,
            }),
            columns: own?.columns ?? [],
          } as MaterializedView,
          columns: own?.numbers ?? [],
          aliases: [
            ["pg_type", Number(rowType)],
            ["pg_type", Number(arrayType)],
          ] as const,
        };
      },
    );
  },
  key: (one) => `materialized view ${qualified(one)}`,
  named: (one) => `MATERIALIZED VIEW ${qualified(one)}`,
  grantedAs: (one) => `TABLE ${qualified(one)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one, context) => {
    const object = materializedView.key(one);
    const columns = one.columns.map(({ name }) => identifier(name)).join(", ");
    const method = one.accessMethod === undefined ? "" : ` USING ${identifier(one.accessMethod)}`;
    const create = `CREATE ${materializedView.named(one)}${columns === "" ? "" : ` (${columns})`}${method}${withOptions(one.options)} AS\n${one.query}\nWITH NO DATA`;
    const settings = one.columns.flatMap((column) => columnSettings(column, `ALTER ${materializedView.named(one)}`));
    const made: Piece = { object, section: "pre-data", statements: [create, ...settings], needs: one.needs ?? [] };
    if (one.unpopulated) return [made];
    const refresh = `REFRESH ${materializedView.named(one)}`;
    const read = readByQuery(one, context).map((key) => partKey(key, ROWS));
    return [made, { object, part: ROWS, section: "post-data", statements: [refresh], needs: read }];
  },
};

const ROWS = "rows";

/** The materialised views whose rows a view reads, also through views and functions. */
function readByQuery(one: MaterializedView, context: RenderContext): ObjectKey[] {
  const read = new Set<ObjectKey>();
  const seen = new Set<ObjectKey>();
  const look = (object: CatalogObject): void => {
    for (const key of neededKeys(object)) {
      const needed = seen.has(key) ? undefined : context.find(key);
      seen.add(key);
      if (needed?.kind === "materialized view") read.add(key);
      else if (needed !== undefined && needed.kind !== "table") look(needed);
    }
  };
  look(one);
  return [...read];
}
