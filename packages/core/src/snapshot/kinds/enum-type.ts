import { qualified } from "../../sql/identifier.js";
import { quoteLiteral } from "../../sql/quote.js";
import type { ObjectBase } from "../catalog-object.js";
import type { Kind } from "../kind.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE TYPE … AS ENUM. */
export interface EnumType extends ObjectBase<"enum type"> {
  readonly schema: string;
  /** In their order. */
  readonly values: readonly string[];
}

export const enumType: Kind<EnumType> = {
  kind: "enum type",
  catalog: "pg_type",
  queries: () => [
    `SELECT t.oid, t.typarray, n.nspname, t.typname,
        ARRAY(SELECT e.enumlabel::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder)
      FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      WHERE t.typtype = 'e' AND ${ofUsers("n")} AND ${ofNoExtension("pg_type", "t.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, array, schema, name, values]) => ({
      oid: Number(oid),
      object: {
        kind: "enum type",
        schema: String(schema),
        name: String(name),
        values: values as string[],
      },
      aliases: [["pg_type", Number(array)]],
    })),
  key: (type) => `enum type ${qualified(type)}`,
  named: (type) => `TYPE ${qualified(type)}`,
  claimedAs: ({ schema, name }) => ({ schema, name }),
  pieces: (type) => [
    {
      object: enumType.key(type),
      section: "pre-data",
      statements: [
        `CREATE TYPE ${qualified(type)} AS ENUM (\n${type.values.map((value) => `    ${quoteLiteral(value)}`).join(",\n")}\n)`,
      ],
      needs: type.needs ?? [],
    },
  ],
};
