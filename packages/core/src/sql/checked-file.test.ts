import { describe, expect, it } from "vitest";
import { isError } from "../errors/finding.js";
import { type FileContext, checkFile } from "./checked-file.js";
import { loadParser } from "./load-parser.js";

const parser = await loadParser();
const context: FileContext = { firstSchema: "sys_account", extensionSchema: "public", noTransaction: false };
const file = (text: string) => ({ name: "up.sql", path: "/m/up.sql", text });
const check = (text: string, changed: Partial<FileContext> = {}) =>
  checkFile(parser, file(text), { ...context, ...changed });
const codesOf = (text: string, changed?: Partial<FileContext>) => check(text, changed).findings.map(({ code }) => code);

describe("accepts", () => {
  it.each([
    "SAVEPOINT a; ROLLBACK TO a; RELEASE a",
    "DO $$ BEGIN COMMIT; END $$",
    "SELECT 'COMMIT', \"begin\" FROM t -- COMMIT;",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END",
    "CREATE INDEX i ON t (a); DROP INDEX i; REINDEX TABLE t; REINDEX (CONCURRENTLY off) INDEX i; ANALYZE t; CLUSTER t USING i",
    "REFRESH MATERIALIZED VIEW CONCURRENTLY v; ALTER TYPE mood ADD VALUE 'sad'; ALTER TABLE t DETACH PARTITION p",
    "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = false)",
    "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (create_slot = off)",
    "ALTER SUBSCRIPTION s SET PUBLICATION p WITH (refresh = false); ALTER SUBSCRIPTION s DISABLE; DROP SUBSCRIPTION s",
    "ALTER DATABASE d CONNECTION LIMIT 5; ALTER DATABASE d SET work_mem = '1MB'",
    "SET ROLE a; SET SESSION AUTHORIZATION b; RESET ALL; SET LOCAL search_path = c; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    "SET standard_conforming_strings = on; SET standard_conforming_strings TO DEFAULT; RESET standard_conforming_strings",
    "SET client_encoding = 'UTF8'; SET NAMES 'utf-8'; SET client_encoding TO DEFAULT; RESET client_encoding",
    "SET TRANSACTION READ WRITE; SET transaction_read_only = off; SET transaction_read_only TO DEFAULT",
    "DISCARD PLANS; DISCARD TEMP; DEALLOCATE a; DEALLOCATE ALL; LISTEN b; LOCK TABLE t",
    "SELECT pg_advisory_xact_lock(1), 'pg_advisory_unlock(1)', mine.pg_advisory_unlock(1)",
    "CREATE FUNCTION f() RETURNS bool LANGUAGE sql RETURN pg_advisory_unlock(1)",
    "COPY t FROM '/a'; COPY t TO '/a'; COPY t FROM PROGRAM 'a'",
    "CREATE EXTENSION citext SCHEMA public; CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA other VERSION '1.6'",
  ])("%s", (text) => {
    expect(check(text).findings).toEqual([]);
  });
});

describe("refuses", () => {
  it.each<[code: string, statements: string[]]>([
    [
      "TRANSACTION_CONTROL",
      [
        "BEGIN",
        "START TRANSACTION",
        "COMMIT",
        "END",
        "COMMIT AND CHAIN",
        "ROLLBACK",
        "ABORT",
        "PREPARE TRANSACTION 'a'",
        "COMMIT PREPARED 'a'",
        "ROLLBACK PREPARED 'a'",
      ],
    ],
    [
      "NEEDS_NO_TRANSACTION",
      [
        "CREATE INDEX CONCURRENTLY i ON t (a)",
        "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)",
        "DROP INDEX CONCURRENTLY i",
        "REINDEX INDEX CONCURRENTLY i",
        "REINDEX (VERBOSE, CONCURRENTLY) TABLE t",
        "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
        "VACUUM",
        "VACUUM (ANALYZE) t",
      ],
    ],
    [
      "NEVER_IN_TRANSACTION",
      [
        "CREATE DATABASE d",
        "DROP DATABASE d",
        "CREATE TABLESPACE s LOCATION '/s'",
        "DROP TABLESPACE s",
        "ALTER SYSTEM SET work_mem = '1MB'",
        "ALTER DATABASE d SET TABLESPACE s",
        "REINDEX SCHEMA s",
        "REINDEX DATABASE d",
        "REINDEX SYSTEM d",
        "REINDEX SCHEMA CONCURRENTLY s",
        "CLUSTER",
        "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p",
        "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (create_slot)",
        "ALTER SUBSCRIPTION s REFRESH PUBLICATION",
        "ALTER SUBSCRIPTION s ADD PUBLICATION p",
      ],
    ],
    [
      "STEP_DEFEATED",
      [
        "DISCARD ALL",
        "SET standard_conforming_strings = off",
        "SET LOCAL standard_conforming_strings TO false",
        "SET standard_conforming_strings = 'no'",
        "SET standard_conforming_strings = 0",
        "SET client_encoding = 'LATIN1'",
        "SET NAMES 'win1252'",
        "SET LOCAL client_encoding TO sql_ascii",
        "SET TRANSACTION READ ONLY",
        "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY",
        "SET transaction_read_only = on",
        "SELECT pg_advisory_unlock_all()",
        "SELECT 1 FROM t WHERE (SELECT NOT pg_catalog.pg_advisory_unlock(1, 2))",
        "INSERT INTO t SELECT PG_Advisory_Unlock_Shared(1)",
      ],
    ],
    [
      "COPY_STREAM",
      ["COPY t FROM STDIN", "COPY t (a) FROM STDIN WITH (FORMAT csv)", "COPY t TO STDOUT", "COPY (SELECT 1) TO STDOUT"],
    ],
    [
      "EXTENSION_WITHOUT_SCHEMA",
      ["CREATE EXTENSION citext", "CREATE EXTENSION IF NOT EXISTS pg_trgm VERSION '1.6' CASCADE"],
    ],
  ])("with %s", (code, statements) => {
    for (const statement of statements) expect(codesOf(`SELECT 1; ${statement};`), statement).toEqual([code]);
    expect(check(statements[0]!).findings.every(isError)).toBe(true);
  });
});

it("names place, frame and what to write", () => {
  const { findings } = check("-- 😀\nSELECT 1;\n\tCREATE EXTENSION citext;\nVACUUM;");
  expect(findings).toMatchObject([
    {
      code: "EXTENSION_WITHOUT_SCHEMA",
      place: { file: "/m/up.sql", line: 3, column: 2 },
      hint: 'Write: CREATE EXTENSION citext SCHEMA "public";',
      frame: expect.stringContaining("\tCREATE EXTENSION citext;\n"),
    },
    {
      code: "NEEDS_NO_TRANSACTION",
      place: { line: 4, column: 1 },
      hint: expect.stringContaining("`-- strata: no-transaction` at the top of the file"),
    },
  ]);
});

it("lets an extension into the module's schema where that is the one for extensions", () => {
  expect(codesOf("CREATE EXTENSION citext", { firstSchema: "public" })).toEqual([]);
});

it("lets a file with the header run what can be verified, and nothing else", () => {
  const header = { noTransaction: true };
  expect(codesOf("CREATE INDEX CONCURRENTLY i ON t (a); VACUUM", header)).toEqual([]);
  expect(codesOf("CREATE DATABASE d; COMMIT", header)).toEqual(["NEVER_IN_TRANSACTION", "TRANSACTION_CONTROL"]);
  expect(codesOf("CREATE INDEX CONCURRENTLY ON t (a); REINDEX SCHEMA s", header)).toEqual([
    "INDEX_UNNAMED",
    "NEVER_IN_TRANSACTION",
  ]);
  expect(codesOf("CREATE INDEX ON t (a); CREATE INDEX CONCURRENTLY ON t (a)")).toEqual(["NEEDS_NO_TRANSACTION"]);
});

it("gives a file that cannot be parsed no statement and one finding", () => {
  expect(check("BEGIN; SELCT")).toMatchObject({
    statements: [],
    findings: [{ code: "SQL_SYNTAX", place: { line: 1, column: 8 } }],
  });
  expect(check("SELECT 1\0")).toMatchObject({
    statements: [],
    findings: [{ code: "FILE_ENCODING", place: { file: "/m/up.sql" } }],
  });
});

it("shows findings of all kinds in the order of the file", () => {
  expect(codesOf(`SELECT 1 AS ${"x".repeat(70)}; COMMIT; VACUUM; SELECT 2 AS ${"y".repeat(70)}`)).toEqual([
    "IDENTIFIER_TOO_LONG",
    "TRANSACTION_CONTROL",
    "NEEDS_NO_TRANSACTION",
    "IDENTIFIER_TOO_LONG",
  ]);
});

it("stops at a hundred findings", () => {
  expect(codesOf("COMMIT;".repeat(5000))).toHaveLength(100);
});

it("walks a long chain of operators", () => {
  const chain = "x || ".repeat(4000);
  expect(codesOf(`SELECT ${chain} pg_advisory_unlock(1)::text`)).toEqual(["STEP_DEFEATED"]);
});

it("names what the statements create, each once, for good or for the session", () => {
  const text =
    "CREATE TEMP TABLE a (); DROP TABLE a; CREATE TEMP TABLE a (); CREATE TABLE b (); CREATE TYPE n.c AS ENUM ()";
  expect(check(text).created).toEqual([
    { kind: "relation", schema: "pg_temp", name: "a", temporary: true },
    { kind: "relation", schema: undefined, name: "b", temporary: false },
    { kind: "type", schema: "n", name: "c", temporary: false },
  ]);
});

it("says what is created without a schema, when the schema exists before the file and when not", () => {
  const { unqualified } = check("CREATE TABLE a (); DROP SCHEMA sys_account; CREATE TABLE b ()");
  expect(unqualified.withoutSchema?.message).toContain("a is created without a schema");
  expect(unqualified.withSchema?.message).toContain("b is created without a schema");
});

it("keeps statements without their trees, which are made again at a look", () => {
  const [statement] = check("SELECT 1; -- a\n CREATE TABLE é ()").statements.slice(1);
  expect(statement).toMatchObject({ kind: "CreateStmt", text: "CREATE TABLE é ()", line: 2, column: 2 });
  expect(statement!.node).toEqual({ CreateStmt: expect.anything() });
});
