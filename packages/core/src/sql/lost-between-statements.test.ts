import { beforeAll, expect, it } from "vitest";
import { loadParser } from "./load-parser.js";
import { isSessionSetting, lostBetweenStatements } from "./lost-between-statements.js";
import type { Parser } from "./parser.js";
import { splitStatements } from "./split.js";
import type { Statement } from "./statement.js";

let parser: Parser;
beforeAll(async () => {
  parser = await loadParser();
});

function read(text: string): Statement {
  return splitStatements(parser, { name: "up.sql", path: "/m/up.sql", text })[0]!;
}

const lost = (text: string, noTransaction = true): string | undefined =>
  lostBetweenStatements(read(text), { noTransaction })?.message;

it.each([
  ["SET LOCAL lock_timeout = '2s'", "SET LOCAL"],
  ["SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", "SET TRANSACTION"],
  ["SET TRANSACTION SNAPSHOT 'a'", "SET TRANSACTION"],
  ["SELECT pg_catalog.set_config('search_path', '', false)", "set_config"],
  ["CREATE TEMP TABLE t ()", "temporary relation"],
  ["SELECT 1 AS a INTO TEMP t", "temporary relation"],
  ["SET CONSTRAINTS ALL DEFERRED", "SET CONSTRAINTS"],
  ["DECLARE c CURSOR WITH HOLD FOR SELECT 1", "cursor"],
  ["LOCK TABLE t", "LOCK TABLE"],
  ["PREPARE p AS SELECT 1", "prepared statement"],
  ["SAVEPOINT a", "savepoint"],
  ["RELEASE a", "savepoint"],
])("%s is lost", (text, words) => {
  expect(lost(text)).toContain(words);
  expect(lost(text, false)).toBeUndefined();
});

it.each([
  "SET search_path = a",
  "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
  "RESET ALL",
  "SET ROLE a",
])("%s is said again", (text) => {
  expect(lost(text)).toBeUndefined();
  expect(isSessionSetting(read(text))).toBe(true);
});

it.each(["CREATE TABLE t ()", "COMMIT", "VACUUM", "SELECT 'set_config(1)'"])("%s leaves nothing to lose", (text) => {
  expect(lost(text)).toBeUndefined();
  expect(isSessionSetting(read(text))).toBe(false);
});
