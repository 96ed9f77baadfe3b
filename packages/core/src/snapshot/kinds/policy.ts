import { identifier, qualified } from "../../sql/identifier.js";
import { compareText } from "../../types/ids.js";
import type { ObjectBase, QualifiedName } from "../catalog-object.js";
import type { Kind } from "../kind.js";
import { present } from "../present.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE POLICY. Whether row security is on is said by the table. */
export interface Policy extends ObjectBase<"policy"> {
  readonly of: QualifiedName;
  /** Absent for ALL. */
  readonly command?: "SELECT" | "INSERT" | "UPDATE" | "DELETE";
  readonly restrictive?: true;
  /** Names, sorted; absent for PUBLIC. */
  readonly roles?: readonly string[];
  readonly using?: string;
  readonly withCheck?: string;
}

export const policy: Kind<Policy> = {
  kind: "policy",
  catalog: "pg_policy",
  queries: () => [
    `SELECT p.oid, n.nspname, c.relname, p.polname, p.polcmd::text, NOT p.polpermissive,
        ARRAY(SELECT pg_catalog.pg_get_userbyid(r.oid)::text FROM pg_catalog.unnest(p.polroles) r(oid) WHERE r.oid <> 0),
        pg_catalog.pg_get_expr(p.polqual, p.polrelid), pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)
      FROM pg_catalog.pg_policy p
      JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE ${ofUsers("n")} AND ${ofNoExtension("pg_class", "c.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, schema, table, name, command, restrictive, roles, using, withCheck]) => ({
      oid: Number(oid),
      object: present({
        kind: "policy" as const,
        name: String(name),
        of: { schema: String(schema), name: String(table) },
        command: ({ r: "SELECT", a: "INSERT", w: "UPDATE", d: "DELETE" } as const)[String(command)],
        restrictive: restrictive as true | undefined,
        roles: (roles as string[]).toSorted(compareText),
        using: using as string | undefined,
        withCheck: withCheck as string | undefined,
      }) as Policy,
    })),
  key: (one) => `policy ${identifier(one.name)} on ${qualified(one.of)}`,
  named: (one) => `POLICY ${identifier(one.name)} ON ${qualified(one.of)}`,
  claimedAs: (one) => one.of,
  pieces: (one) => [
    {
      object: policy.key(one),
      section: "post-data",
      statements: [
        [
          `CREATE ${policy.named(one)}`,
          ...(one.restrictive === true ? ["AS RESTRICTIVE"] : []),
          ...(one.command === undefined ? [] : [`FOR ${one.command}`]),
          ...(one.roles === undefined ? [] : [`TO ${one.roles.map(identifier).join(", ")}`]),
          ...(one.using === undefined ? [] : [`USING (${one.using})`]),
          ...(one.withCheck === undefined ? [] : [`WITH CHECK (${one.withCheck})`]),
        ].join(" "),
      ],
      needs: one.needs ?? [],
    },
  ],
};
