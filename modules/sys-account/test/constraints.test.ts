import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Database, makeDatabase } from "./support/database.js";
import { majors } from "./support/majors.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** `(account, role, organisation, project)` as SQL, and what is said of it. */
const refused: readonly (readonly [what: string, statement: string, constraint: string])[] = [
  ["a global role over an organisation", grant("superadmin", "o.id", "NULL"), "role_grant_role_fkey"],
  ["a global role over a project", grant("system_developer", "NULL", "p.id"), "role_grant_role_fkey"],
  ["an organisation role over nothing", grant("organisation_owner", "NULL", "NULL"), "role_grant_role_fkey"],
  ["an organisation role over a project", grant("organisation_member", "NULL", "p.id"), "role_grant_role_fkey"],
  ["a project role over nothing", grant("project_viewer", "NULL", "NULL"), "role_grant_role_fkey"],
  ["a project role over an organisation", grant("project_viewer", "o.id", "NULL"), "role_grant_role_fkey"],
  ["a role over an organisation and a project", grant("project_viewer", "o.id", "p.id"), "role_grant_one_scope"],
  ["a role that there is not", grant("emperor", "NULL", "NULL"), "role_grant_role_fkey"],
  [
    "the same global role twice",
    `${grant("module_developer", "NULL", "NULL")}; ${grant("module_developer", "NULL", "NULL")}`,
    "role_grant_once",
  ],
  [
    "the same project role twice",
    `${grant("project_viewer", "NULL", "p.id")}; ${grant("project_viewer", "NULL", "p.id")}`,
    "role_grant_once",
  ],
  ["a role that is in use deleted", "DELETE FROM sys_account.role WHERE code = 'superadmin'", "role_grant_role_fkey"],
  [
    "a role's scope changed under its grants",
    "UPDATE sys_account.role SET scope = 'project' WHERE code = 'superadmin'",
    "role_grant_role_fkey",
  ],
  [
    "an organisation with projects deleted",
    "DELETE FROM sys_account.organisation WHERE slug = 'acme'",
    "project_organisation_id_fkey",
  ],
  ["the same address in another case", account("'ALICE@acme.test'"), "account_email_key"],
  ["an address without @", account("'alice'"), "account_email_form"],
  ["an address with a space", account("'a b@acme.test'"), "account_email_form"],
  ["a password where a hash belongs", account("'x@acme.test'", "'secret'"), "account_password_hash_form"],
  ["a name with two spaces", account("'x@acme.test'", "NULL", "'A  B'"), "account_given_name_spacing"],
  ["a token where its hash belongs", token("'xxxxxxxx.secret'"), "api_token_hash_form"],
  [
    "a token that ends before it begins",
    token("repeat('a', 64)", "now() - interval '1 day'"),
    "api_token_expires_later",
  ],
  ["an unknown outcome", attempt("'maybe'", "NULL"), "login_attempt_outcome_known"],
  ["an unknown account that is known", attempt("'unknown_account'", "a.id"), "login_attempt_unknown_account"],
];

function grant(role: string, organisation: string, project: string): string {
  return `INSERT INTO sys_account.role_grant (account_id, role_code, organisation_id, project_id)
    SELECT a.id, '${role}', ${organisation}, ${project}
      FROM sys_account.account a, sys_account.organisation o, sys_account.project p
     WHERE a.email = 'bell@globex.test' AND o.slug = 'globex' AND p.organisation_id = o.id`;
}

function account(email: string, hash = "NULL", given = "'X'"): string {
  return `INSERT INTO sys_account.account (email, password_hash, given_name) VALUES (${email}, ${hash}, ${given})`;
}

function token(hash: string, expires = "now() + interval '1 day'"): string {
  return `INSERT INTO sys_account.api_token (account_id, name, prefix, token_hash, expires_at)
    SELECT id, 'x', 'xxxxxxxx', ${hash}, ${expires} FROM sys_account.account WHERE email = 'alice@acme.test'`;
}

function attempt(outcome: string, accountId: string): string {
  return `INSERT INTO sys_account.login_attempt (account_id, email, outcome)
    SELECT ${accountId}, a.email, ${outcome} FROM sys_account.account a WHERE a.email = 'alice@acme.test'`;
}

describe.each(majors)("on PostgreSQL %i", (major) => {
  let database: Database;

  beforeAll(async () => {
    database = await makeDatabase(major);
    await database.up();
  });
  afterAll(() => database?.drop());

  test.each(refused)("refused: %s", async (_what, statement, constraint) => {
    await expect(database.sql.begin((sql) => sql.unsafe(statement))).rejects.toMatchObject({
      constraint_name: constraint,
    });
  });

  test("an account takes its grants and tokens along, and leaves its attempts and what it granted", async () => {
    const { sql } = database;
    await sql`DELETE FROM sys_account.account WHERE email = 'alice@acme.test'`;
    const left = await sql`
      SELECT (SELECT count(*)::int FROM sys_account.role_grant WHERE role_code = 'superadmin') AS superadmins,
             (SELECT count(*)::int FROM sys_account.role_grant WHERE role_code = 'auditor' AND granted_by IS NULL) AS granted,
             (SELECT count(*)::int FROM sys_account.api_token WHERE prefix = 'alicecli') AS tokens,
             (SELECT count(*)::int FROM sys_account.login_attempt
               WHERE email = 'alice@acme.test' AND account_id IS NULL) AS attempts`;
    expect([...left]).toEqual([{ superadmins: 0, granted: 1, tokens: 0, attempts: 1 }]);
  });

  test("the README's statements make the first superadmin", async () => {
    const statements = /```sql\n(?<sql>[\s\S]+?)```/.exec(readme)?.groups?.["sql"];
    expect(statements).toBeDefined();
    await database.sql.unsafe(statements!);
    const found = await database.sql`
      SELECT role_code, scope FROM sys_account.role_grant g JOIN sys_account.account a ON a.id = g.account_id
       WHERE a.email = 'you@example.com'`;
    expect([...found]).toEqual([{ role_code: "superadmin", scope: "global" }]);
  });
});
