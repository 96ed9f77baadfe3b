import { identifier } from "../../sql/identifier.js";
import type { ObjectBase } from "../catalog-object.js";
import type { Kind } from "../kind.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** A schema. `public` is one like any other: PostgreSQL makes it, and it may be gone. */
export type Schema = ObjectBase<"schema">;

export const schema: Kind<Schema> = {
  kind: "schema",
  catalog: "pg_namespace",
  queries: () => [
    `SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n WHERE ${ofUsers("n")} AND ${ofNoExtension("pg_namespace", "n.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, name]) => ({ oid: Number(oid), object: { kind: "schema", name: String(name) } })),
  key: ({ name }) => `schema ${identifier(name)}`,
  named: ({ name }) => `SCHEMA ${identifier(name)}`,
  claimedAs: ({ name }) => ({ schema: name, name: "*" }),
  pieces: ({ name }) => [
    {
      object: `schema ${identifier(name)}`,
      section: "pre-data",
      statements: [`CREATE SCHEMA IF NOT EXISTS ${identifier(name)}`],
      needs: [],
    },
  ],
};
