import { identifier, qualified } from "../../sql/identifier.js";
import type { ColumnBase, ObjectBase } from "../catalog-object.js";
import type { Kind } from "../kind.js";
import { present } from "../present.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE TYPE … AS (…). */
export interface CompositeType extends ObjectBase<"composite type"> {
  readonly schema: string;
  readonly columns: readonly Attribute[];
}

interface Attribute extends ColumnBase {
  readonly type: string;
  /** As SQL names it, where it is not that of the type. */
  readonly collation?: string;
}

export const compositeType: Kind<CompositeType> = {
  kind: "composite type",
  catalog: "pg_type",
  queries: () => [
    `SELECT t.oid, c.oid, t.typarray, n.nspname, t.typname, a.numbers, a.attributes
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_type t ON t.oid = c.reltype
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      CROSS JOIN LATERAL (
        SELECT pg_catalog.json_agg(a.attnum ORDER BY a.attnum), pg_catalog.json_agg(pg_catalog.json_build_array(a.attname,
            pg_catalog.format_type(a.atttypid, a.atttypmod),
            CASE WHEN a.attcollation <> at.typcollation THEN a.attcollation::pg_catalog.regcollation END) ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type at ON at.oid = a.atttypid
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) a (numbers, attributes)
      WHERE c.relkind = 'c' AND ${ofUsers("n")} AND ${ofNoExtension("pg_type", "t.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, relation, array, schema, name, numbers, attributes]) => ({
      oid: Number(oid),
      object: {
        kind: "composite type",
        schema: String(schema),
        name: String(name),
        columns: ((attributes ?? []) as [string, string, string | null][]).map(
          ([attribute, type, collation]) => present({ name: attribute, type, collation }) as Attribute,
        ),
      },
      columns: (numbers ?? []) as number[],
      aliases: [
        ["pg_class", Number(relation)],
        ["pg_type", Number(array)],
      ],
    })),
  key: (type) => `composite type ${qualified(type)}`,
  named: (type) => `TYPE ${qualified(type)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (one) => {
    const attributes = one.columns.map(
      ({ name, type, collation }) =>
        `\n    ${identifier(name)} ${type}${collation === undefined ? "" : ` COLLATE ${collation}`}`,
    );
    return [
      {
        object: compositeType.key(one),
        section: "pre-data",
        statements: [`CREATE TYPE ${qualified(one)} AS (${attributes.join(",")}\n)`],
        needs: one.needs ?? [],
      },
    ];
  },
};
