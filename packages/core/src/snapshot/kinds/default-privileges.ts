import { identifier } from "../../sql/identifier.js";
import type { ObjectBase } from "../catalog-object.js";
import { grantStatements } from "../grant-statements.js";
import type { Kind } from "../kind.js";
import { present } from "../present.js";

/**
 * ALTER DEFAULT PRIVILEGES for one kind of future objects, which is its name: `tables`. `grants` says what they get:
 * those of one schema add to what PostgreSQL gives, those of the database replace it.
 *
 * The role whose objects they are about is absent when it is the one that runs the migrations: the owner of strata's own
 * schema, or else of the database.
 */
export interface DefaultPrivileges extends ObjectBase<"default privileges"> {
  readonly role?: string;
}

const OBJECTS: Readonly<Record<string, string>> = {
  r: "tables",
  S: "sequences",
  f: "functions",
  T: "types",
  n: "schemas",
  L: "large objects",
};

export const defaultPrivileges: Kind<DefaultPrivileges> = {
  kind: "default privileges",
  catalog: "pg_default_acl",
  queries: () => [
    `SELECT d.oid, n.nspname, d.defaclobjtype::text, CASE WHEN d.defaclrole <> coalesce(
          (SELECT s.nspowner FROM pg_catalog.pg_namespace s WHERE s.nspname = 'sys_core'),
          (SELECT b.datdba FROM pg_catalog.pg_database b WHERE b.datname = pg_catalog.current_database()))
        THEN pg_catalog.pg_get_userbyid(d.defaclrole) END
      FROM pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace`,
  ],
  read: ([rows = []]) =>
    rows.map(([oid, schema, type, role]) => ({
      oid: Number(oid),
      object: present({
        kind: "default privileges" as const,
        schema: schema as string | undefined,
        name: OBJECTS[String(type)] ?? String(type),
        role: role as string | undefined,
      }) as DefaultPrivileges,
    })),
  key: (one) =>
    [
      "default privileges",
      ...(one.role === undefined ? [] : [`for role ${identifier(one.role)}`]),
      ...(one.schema === undefined ? [] : [`in schema ${identifier(one.schema)}`]),
      `on ${one.name}`,
    ].join(" "),
  // It has no comment and is not dropped by a name of its own.
  named: (one) => defaultPrivileges.key(one),
  claimedAs: ({ schema }) => (schema === undefined ? undefined : { schema, name: "*" }),
  pieces: (one) => {
    const owner = one.role === undefined ? {} : { owner: identifier(one.role) };
    const about = [
      ...(one.role === undefined ? [] : [`FOR ROLE ${identifier(one.role)}`]),
      ...(one.schema === undefined ? [] : [`IN SCHEMA ${identifier(one.schema)}`]),
    ];
    const begin = ["ALTER DEFAULT PRIVILEGES", ...about].join(" ");
    return [
      {
        object: defaultPrivileges.key(one),
        section: "post-data",
        statements: grantStatements(one.grants ?? [], one.name.toUpperCase(), owner).map((text) => `${begin} ${text}`),
        needs: one.needs ?? [],
      },
    ];
  },
};
