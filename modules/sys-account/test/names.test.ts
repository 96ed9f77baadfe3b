import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, makeDatabase } from "./support/database.js";
import { versionOf } from "./support/versions.js";

/** Full name, and what it is split into. */
const names: readonly (readonly [full: string, given: string, family: string | null])[] = [
  ["", "", null],
  ["Plato", "Plato", null],
  ["山田太郎", "山田太郎", null],
  ["🦊", "🦊", null],
  ["Alice Liddell", "Alice", "Liddell"],
  ["Ana María López García", "Ana María López", "García"],
  ["Ludwig van Beethoven", "Ludwig", "van Beethoven"],
  ["Juana Inés de la Cruz", "Juana Inés", "de la Cruz"],
  ["bell hooks", "bell", "hooks"],
  ["van der berg", "van", "der berg"],
  ["Édouard O'Neill-Dupré", "Édouard", "O'Neill-Dupré"],
  // Letters of Greek and Cyrillic have cases too; a particle may be one of them.
  ["Мария фон Клейст", "Мария", "фон Клейст"],
  // A combining mark stays with its letter, and a no-break space keeps a name together.
  ["Zoe\u0308 Nguyễn\u00a0Thị", "Zoe\u0308", "Nguyễn\u00a0Thị"],
  ["O\u0308 \u00e5", "O\u0308", "\u00e5"],
  ["\ttab \u3000wide", "\ttab", "\u3000wide"],
  ["Robert'); DROP TABLE", "Robert'); DROP", "TABLE"],
  ['{"a",NULL} \\ "quoted"', '{"a",NULL} \\', '"quoted"'],
  ["Mister NULL", "Mister", "NULL"],
];

let database: Database;

beforeAll(async () => {
  database = await makeDatabase(18);
  await database.up(versionOf("create_role_grant"));
});
afterAll(() => database?.drop());

test("names of accounts that nobody labelled are split, and put together again as they were", async () => {
  const { sql } = database;
  const accounts = names.map(([full], index) => ({ email: `name-${index}@names.test`, full_name: full }));
  // More than a few batches, so that the seams between batches are crossed; the keys have gaps and lie below zero.
  const crowd = Array.from({ length: 3_456 }, (_, index) => ({
    id: index * 3 - 20_000,
    email: `crowd-${index}@names.test`,
    full_name: `Person${index} de Family${index}`,
  }));
  await sql`INSERT INTO sys_account.account ${sql(accounts)}`;
  await sql`INSERT INTO sys_account.account (id, email, full_name) OVERRIDING SYSTEM VALUE
    SELECT * FROM jsonb_to_recordset(${sql.json(crowd)}) AS row (id bigint, email text, full_name text)`;
  const before = await sql`SELECT id, email, full_name FROM sys_account.account ORDER BY id`;

  await database.up(versionOf("split_full_name"));

  for (const [index, [full, given, family]] of names.entries()) {
    const [row] = await sql`SELECT given_name, family_name FROM sys_account.account
                             WHERE email = ${`name-${index}@names.test`}`;
    expect({ full, ...row }).toEqual({ full, given_name: given, family_name: family });
  }
  const wrong = await sql`SELECT email, given_name, family_name FROM sys_account.account
    WHERE email LIKE 'crowd-%'
      AND (given_name, family_name) IS DISTINCT FROM
          (regexp_replace(email, '^crowd-(\\d+)@.*', 'Person\\1'), regexp_replace(email, '^crowd-(\\d+)@.*', 'de Family\\1'))`;
  expect([...wrong]).toEqual([]);

  await database.down(1);

  const after = await sql`SELECT id, email, full_name FROM sys_account.account ORDER BY id`;
  expect([...after]).toEqual([...before]);
});

test("names that were entered since are put together with one space, the unknown ones stay empty", async () => {
  const { sql } = database;
  await database.up(versionOf("split_full_name"));
  await sql`INSERT INTO sys_account.account (email, given_name, family_name) VALUES
    ('new-1@names.test', 'Ada', 'King'), ('new-2@names.test', 'Björk', NULL),
    ('new-3@names.test', '', 'Rossi'), ('new-4@names.test', DEFAULT, DEFAULT)`;
  await database.down(1);
  const after = await sql`SELECT full_name FROM sys_account.account WHERE email LIKE 'new-%' ORDER BY email`;
  expect(after.map((row) => row["full_name"])).toEqual(["Ada King", "Björk", "Rossi", ""]);
});
