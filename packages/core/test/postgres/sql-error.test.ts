import { afterAll, beforeAll, expect, test } from "vitest";
import type { StrataError } from "../../src/errors/strata-error.js";
import { connect, type Connection } from "../../src/postgres/connect.js";
import { explainServerError, type StatementSource } from "../../src/postgres/sql-error.js";
import { ServerError } from "../../src/types/session.js";
import { freshDatabase } from "../support/cluster.js";

let connection: Connection;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await freshDatabase();
  ({ drop } = database);
  connection = await connect(database.url);
});
afterAll(async () => {
  await connection.close();
  await drop();
});

/** What becomes of the server's error for `statement`, which stands somewhere in the file's text. */
async function explain(text: string, statement: string, more: Partial<StatementSource> = {}): Promise<StrataError> {
  const file = { name: "up.sql", path: "/w/m/up.sql", text };
  try {
    await connection.run(statement);
  } catch (error) {
    return explainServerError(error as ServerError, { file, offset: text.indexOf(statement), ...more });
  }
  throw new Error("the statement was to fail");
}

test("the place in the file counts characters: emoji, tabs and other letters before it", async () => {
  const statement = "SELECT\t'🎉🎉', 'é語',\n\t'👩‍👧' AS x, nope";
  const error = await explain(`-- 🎉\nSELECT 1;\n${statement};\nSELECT 2;`, statement);
  expect(error).toMatchObject({ code: "SQL_FAILED", exitCode: 8, message: 'column "nope" does not exist' });
  // Tab, quote, three characters, quote, ` AS x, `.
  expect(error.details).toMatchObject({ sqlstate: "42703", place: { file: "/w/m/up.sql", line: 4, column: 14 } });
  const [, shown, caret] = String(error.details["frame"]).split("\n");
  expect(shown).toBe("4 | \t'👩‍👧' AS x, nope;");
  expect(caret).toMatch(/^ {2}\| \t +\^$/);
});

test("a statement in the middle of a line", async () => {
  const error = await explain("SELECT '🎉'; SELEC 1;", "SELEC 1");
  expect(error.details["place"]).toMatchObject({ line: 1, column: 13 });
});

test("within dollar quotes the place is that of the faulty body's text", async () => {
  const statement = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$\n  SELECT nope\n$$";
  const error = await explain(statement, statement);
  expect(error.details["place"]).toMatchObject({ line: 2, column: 10 });
});

test("without a position from the server the place is the statement's start", async () => {
  await connection.run("CREATE TEMP TABLE one (a int PRIMARY KEY, b int CHECK (b > 0)); INSERT INTO one VALUES (1, 1)");
  const error = await explain("SELECT 1;\n  INSERT INTO one VALUES (1, 1)", "INSERT INTO one VALUES (1, 1)");
  expect(error.details).toMatchObject({
    place: { line: 2, column: 3 },
    sqlstate: "23505",
    constraint: "one_pkey",
    table: "one",
    detail: "Key (a)=(1) already exists.",
  });
});

test("the server's hint, a sentence, and what a function was doing", async () => {
  expect(await explain("", "SELECT lenght('a')", { sentence: "up.sql of sys-account" })).toMatchObject({
    message: expect.stringMatching(/^up\.sql of sys-account: function lenght/),
    hint: expect.stringContaining("function"),
  });
  const inside = await explain("", "DO $$ BEGIN PERFORM 1/0; END $$");
  expect(inside.details["where"]).toContain("PL/pgSQL");
});

test("a text that is no file is named", () => {
  const source = { file: { name: "down.sql (stored)", text: "DROP x" } };
  expect(explainServerError(new ServerError("bad", "42601", { position: 6 }), source).details["place"]).toEqual({
    file: "down.sql (stored)",
    line: 1,
    column: 6,
  });
  expect(explainServerError(new ServerError("bad", "42601")).details).toEqual({ sqlstate: "42601" });
});

test.each([
  ["25006", "SET TRANSACTION READ ONLY; CREATE TABLE x (a int)", "READ_ONLY", 5],
  ["57014", "SET statement_timeout = 20; SELECT pg_sleep(5)", "STATEMENT_CANCELLED", 8],
])("SQLSTATE %s has a code of its own", async (sqlstate, statement, code, exitCode) => {
  const error = await explain("", statement);
  await connection.run("ROLLBACK; RESET ALL");
  expect(error).toMatchObject({ code, exitCode, details: { sqlstate } });
});

test.each([
  ["53100", "DISK_FULL", 5],
  ["55P03", "LOCK_TIMEOUT", 4],
  ["40P01", "DEADLOCK", 4],
  ["57P01", "CONNECTION_LOST", 5],
  ["CONNECTION_CLOSED", "CONNECTION_LOST", 5],
])("SQLSTATE %s too", (sqlstate, code, exitCode) => {
  expect(explainServerError(new ServerError("x", sqlstate))).toMatchObject({ code, exitCode });
});
