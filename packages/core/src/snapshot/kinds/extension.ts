import { groupBy } from "../../lib/group-by.js";
import { identifier } from "../../sql/identifier.js";
import { compareText } from "../../types/ids.js";
import type { Grant, ObjectBase } from "../catalog-object.js";
import { grantStatements } from "../grant-statements.js";
import { GRANTS_ON_MEMBERS, grantsOf } from "../grants.js";
import type { Kind, Row } from "../kind.js";
import { present } from "../present.js";

/**
 * CREATE EXTENSION. Its version is no part of it. plpgsql is PostgreSQL's own: that a database has lost it, or has got it
 * anew, is not told.
 */
export interface Extension extends ObjectBase<"extension"> {
  /** Where its members are. */
  readonly schema: string;
  /** What was granted on members beside what the extension itself has granted, by `on` and `column`. */
  readonly memberGrants?: readonly MemberGrants[];
}

interface MemberGrants {
  /** As GRANT names it: `FOREIGN DATA WRAPPER postgres_fdw`. */
  readonly on: string;
  readonly column?: string;
  readonly grants: readonly Grant[];
}

export const extension: Kind<Extension> = {
  kind: "extension",
  catalog: "pg_extension",
  queries: () => [
    `SELECT e.oid, e.extname, n.nspname
      FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname <> 'plpgsql'`,
    GRANTS_ON_MEMBERS,
  ],
  read: ([rows = [], granted = []]) => {
    const memberGrants = groupBy(granted, ([oid]) => Number(oid));
    return rows.map(([oid, name, schema]) => ({
      oid: Number(oid),
      object: present({
        kind: "extension" as const,
        schema: String(schema),
        name: String(name),
        memberGrants: (memberGrants.get(Number(oid)) ?? [])
          .map(memberGrantsOf)
          .toSorted((a, b) => compareText(a.on, b.on) || compareText(a.column ?? "", b.column ?? "")),
      }),
    }));
  },
  key: ({ name }) => `extension ${identifier(name)}`,
  named: ({ name }) => `EXTENSION ${identifier(name)}`,
  claimedAs: () => undefined,
  pieces: (one) => [
    {
      object: extension.key(one),
      section: "pre-data",
      statements: [
        `CREATE EXTENSION IF NOT EXISTS ${identifier(one.name)} WITH SCHEMA ${identifier(one.schema)}`,
        ...(one.memberGrants ?? []).flatMap(({ on, column, grants }) =>
          grantStatements(grants, on, column === undefined ? {} : { column }),
        ),
      ],
      needs: one.needs ?? [],
    },
  ],
};

function memberGrantsOf([, type, identity, column, differences]: Row): MemberGrants {
  const on = onMember(String(type), String(identity));
  return { on, ...(typeof column === "string" ? { column } : {}), grants: grantsOf(differences) };
}

/** https://github.com/postgres/postgres/blob/REL_18_STABLE/src/backend/catalog/objectaddress.c, getObjectTypeDescription */
function onMember(type: string, identity: string): string {
  const words: Readonly<Record<string, string>> = {
    schema: "SCHEMA",
    sequence: "SEQUENCE",
    type: "TYPE",
    function: "ROUTINE",
    procedure: "ROUTINE",
    aggregate: "ROUTINE",
    "foreign-data wrapper": "FOREIGN DATA WRAPPER",
    server: "FOREIGN SERVER",
  };
  return `${words[type] ?? "TABLE"} ${identity}`;
}
