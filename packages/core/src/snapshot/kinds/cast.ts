import type { ObjectBase } from "../catalog-object.js";
import type { Kind } from "../kind.js";
import { present } from "../present.js";
import { ofNoExtension } from "../user-objects.js";

/** CREATE CAST. Its name is `source AS target`. */
export interface Cast extends ObjectBase<"cast"> {
  /** `FUNCTION shop.f(integer)`, `INOUT`; absent for types of one representation. */
  readonly with?: string;
  /** Where it is done without being asked for; absent when nowhere. */
  readonly as?: "ASSIGNMENT" | "IMPLICIT";
}

export const cast: Kind<Cast> = {
  kind: "cast",
  catalog: "pg_cast",
  queries: () => [
    `SELECT c.oid, pg_catalog.format_type(c.castsource, NULL) || ' AS ' || pg_catalog.format_type(c.casttarget, NULL),
        CASE c.castmethod WHEN 'f' THEN 'FUNCTION ' || c.castfunc::pg_catalog.regprocedure WHEN 'i' THEN 'INOUT' END,
        CASE c.castcontext WHEN 'a' THEN 'ASSIGNMENT' WHEN 'i' THEN 'IMPLICIT' END
      FROM pg_catalog.pg_cast c
      WHERE c.oid >= 16384 AND ${ofNoExtension("pg_cast", "c.oid")}
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_range r WHERE r.rngtypid = c.castsource AND r.rngmultitypid = c.casttarget)`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, name, how, context]) => ({
      oid: Number(oid),
      object: present({ kind: "cast", name, with: how, as: context }) as Cast,
    })),
  key: ({ name }) => `cast (${name})`,
  named: ({ name }) => `CAST (${name})`,
  claimedAs: () => undefined,
  pieces: (one) => [
    {
      object: cast.key(one),
      section: "pre-data",
      statements: [
        `CREATE CAST (${one.name}) WITH${one.with === undefined ? "OUT FUNCTION" : ` ${one.with}`}${one.as === undefined ? "" : ` AS ${one.as}`}`,
      ],
      needs: one.needs ?? [],
    },
  ],
};
