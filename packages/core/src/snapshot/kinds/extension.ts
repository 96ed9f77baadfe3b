import { identifier } from "../../sql/identifier.js";
import type { ObjectBase } from "../catalog-object.js";
import type { Kind } from "../kind.js";

/**
 * CREATE EXTENSION. Its version is no part of it, nor are its members. plpgsql is PostgreSQL's own: that a database has
 * lost it, or has got it anew, is not told.
 */
export interface Extension extends ObjectBase<"extension"> {
  /** Where its members are. */
  readonly schema: string;
}

export const extension: Kind<Extension> = {
  kind: "extension",
  catalog: "pg_extension",
  queries: () => [
    `SELECT e.oid, e.extname, n.nspname
      FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql'`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, name, schema]) => ({
      oid: Number(oid),
      object: { kind: "extension", schema: String(schema), name: String(name) },
    })),
  key: ({ name }) => `extension ${identifier(name)}`,
  named: ({ name }) => `EXTENSION ${identifier(name)}`,
  claimedAs: () => undefined,
  pieces: (one) => [
    {
      object: extension.key(one),
      section: "pre-data",
      statements: [`CREATE EXTENSION IF NOT EXISTS ${identifier(one.name)} WITH SCHEMA ${identifier(one.schema)}`],
      needs: one.needs ?? [],
    },
  ],
};
