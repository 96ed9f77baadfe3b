import { beforeAll, expect, it } from "vitest";
import { loadParser } from "./load-parser.js";
import { type OutsideStatement, outsideStatement } from "./outside-statement.js";
import type { Parser } from "./parser.js";
import { splitStatements } from "./split.js";

let parser: Parser;
beforeAll(async () => {
  parser = await loadParser();
});

function read(text: string): OutsideStatement | undefined {
  const [statement] = splitStatements(parser, { name: "up.sql", path: "/m/up.sql", text });
  return outsideStatement(statement!);
}

it.each<[text: string, OutsideStatement]>([
  [
    'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "A ""b" ON ONLY Stock."I.tem" (a)',
    { kind: "create index", index: 'A "b', table: '"stock"."I.tem"', ifNotExists: true },
  ],
  ["CREATE INDEX CONCURRENTLY ON t (a)", { kind: "create index", index: undefined, table: '"t"', ifNotExists: false }],
  ['DROP INDEX CONCURRENTLY IF EXISTS s."x\ny"', { kind: "drop index", index: '"s"."x\ny"' }],
  ["REINDEX (CONCURRENTLY, VERBOSE) INDEX s.i", { kind: "reindex", relation: '"s"."i"' }],
  ["REINDEX TABLE CONCURRENTLY t", { kind: "reindex", relation: '"t"' }],
  ["ALTER TABLE a.t DETACH PARTITION b.p CONCURRENTLY", { kind: "detach", table: '"a"."t"', partition: '"b"."p"' }],
  ["VACUUM (FULL) t", { kind: "vacuum" }],
])("%s", (text, expected) => {
  expect(read(text)).toEqual(expected);
});

it.each([
  "CREATE INDEX i ON t (a)",
  "DROP INDEX i",
  "DROP TABLE t",
  "REINDEX TABLE t",
  "REINDEX (CONCURRENTLY off) TABLE t",
  "REINDEX SCHEMA CONCURRENTLY s",
  "ALTER TABLE t DETACH PARTITION p",
  "ALTER TABLE t DETACH PARTITION p FINALIZE",
  "ANALYZE t",
  "CREATE DATABASE d",
])("not of the list: %s", (text) => {
  expect(read(text)).toBeUndefined();
});
