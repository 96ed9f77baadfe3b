import { identifier } from "../../sql/identifier.js";
import type { ObjectBase } from "../catalog-object.js";
import { onlyNames, type ForeignOptions } from "../hidden-options.js";
import type { Kind } from "../kind.js";
import { present } from "../present.js";

/**
 * CREATE USER MAPPING; its name is that of the role, `public` for PUBLIC. Its options are somebody's account elsewhere:
 * none of their values is ever in a snapshot, and one that has options cannot be written as SQL. Their names are there
 * as far as the role that reads may see them: https://www.postgresql.org/docs/current/view-pg-user-mappings.html
 */
export interface UserMapping extends ObjectBase<"user mapping">, Pick<ForeignOptions, "hidden"> {
  readonly server: string;
}

export const userMapping: Kind<UserMapping> = {
  kind: "user mapping",
  catalog: "pg_user_mapping",
  queries: () => ["SELECT m.umid, m.usename, m.srvname, m.umoptions FROM pg_catalog.pg_user_mappings m"],
  read: ([rows = []]) =>
    rows.map(([oid, name, server, options]) => ({
      oid: Number(oid),
      object: present({ kind: "user mapping", name, server, ...onlyNames(options) }) as UserMapping,
    })),
  key: ({ name, server }) => `user mapping ${identifier(name)} ${identifier(server)}`,
  named: ({ name, server }) =>
    `USER MAPPING FOR ${name === "public" ? "PUBLIC" : identifier(name)} SERVER ${identifier(server)}`,
  claimedAs: () => undefined,
  pieces: (one) => [
    {
      object: userMapping.key(one),
      section: "pre-data",
      statements: [`CREATE ${userMapping.named(one)}`],
      needs: one.needs ?? [],
    },
  ],
};
