import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, makeDatabase } from "./support/database.js";
import { labelledRows } from "./support/labels.js";
import { migrationsDirectory, versionOf, versions } from "./support/versions.js";

let database: Database;

beforeAll(async () => {
  database = await makeDatabase(18);
});
afterAll(() => database?.drop());

interface FirstAccount {
  readonly email: string;
  readonly full_name?: string;
  readonly disabled_at?: string;
  readonly password_hash?: string;
}

/** The accounts as the first version's file has them. */
function firstAccounts(): Record<string, FirstAccount> {
  const file = `${migrationsDirectory}${versions[0]}_create_account/fixtures.json`;
  return (JSON.parse(readFileSync(file, "utf8")) as { "sys_account.account": Record<string, FirstAccount> })[
    "sys_account.account"
  ];
}

test("the accounts of the first version are there in the newest, with the same values under the same labels", async () => {
  const { sql } = database;
  await database.up(versions[0]);
  const first = await labelledRows(sql, "account");
  for (const [label, written] of Object.entries(firstAccounts())) {
    expect(first[label]).toMatchObject({ email: written.email, full_name: written.full_name ?? "" });
    expect(first[label]?.["password_hash"]).toBe(written.password_hash ?? null);
  }
  expect(Object.keys(first)).toEqual(Object.keys(firstAccounts()).toSorted());

  await database.up();
  const newest = await labelledRows(sql, "account");
  const carried = Object.fromEntries(
    Object.keys(first).map((label) => {
      const { given_name, family_name, ...rest } = newest[label] ?? {};
      return [label, { ...rest, full_name: [given_name, family_name].filter((part) => part !== null).join(" ") }];
    }),
  );
  expect(carried).toEqual(first);
  expect(newest["ana"]).toMatchObject({ given_name: "Ana María", family_name: "López García" });
  expect(newest["grace"]).toMatchObject({ given_name: "Grace", family_name: "Hopper" });

  await database.downTo(versions[0]!);
  expect(await labelledRows(sql, "account")).toEqual(first);
  await database.up();
  expect(await labelledRows(sql, "account")).toEqual(newest);
});

test("grants, tokens and attempts mean the accounts that their labels name", async () => {
  const { sql } = database;
  expect(await labelledRows(sql, "role_grant")).toMatchObject({
    "alice-superadmin": { account_id: "$alice", role_code: "superadmin", scope: "global", granted_by: null },
    "zoe-in-acme": { account_id: "$zoe", organisation_id: "$acme", scope: "organisation", granted_by: "$ana" },
    "plato-views-site": { account_id: "$plato", project_id: "$globex-site", scope: "project", granted_by: "$juana" },
    "grace-auditor": { account_id: "$grace", role_code: "auditor", scope: "global" },
  });
  expect(await labelledRows(sql, "api_token")).toMatchObject({ "alice-cli": { account_id: "$alice" } });
  expect(await labelledRows(sql, "login_attempt")).toMatchObject({
    "nobody-tries": { account_id: null, outcome: "unknown_account" },
  });
});

test("in production there are roles, and neither accounts nor passwords", async () => {
  const production = await makeDatabase(18, "production");
  try {
    await production.up();
    const counts = await production.sql`
      SELECT (SELECT count(*)::int FROM sys_account.role) AS roles,
             (SELECT count(*)::int FROM sys_account.account) AS accounts,
             (SELECT count(*)::int FROM sys_account.role_grant) AS grants,
             (SELECT count(*)::int FROM sys_account.organisation) AS organisations`;
    expect([...counts]).toEqual([{ roles: 10, accounts: 0, grants: 0, organisations: 0 }]);
    await production.downTo(versionOf("split_full_name"));
    const roles = await production.sql`SELECT code FROM sys_account.role WHERE code = 'auditor'`;
    expect([...roles]).toEqual([]);
  } finally {
    await production.drop();
  }
});
