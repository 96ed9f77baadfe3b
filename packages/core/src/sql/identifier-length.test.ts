import { expect, it } from "vitest";
import { longIdentifiers } from "./identifier-length.js";
import { loadParser } from "./load-parser.js";

const parser = await loadParser();
const found = (text: string) => longIdentifiers(parser, { name: "up.sql", path: "/m/up.sql", text }, 100);
const x63 = "x".repeat(63);
const x64 = "x".repeat(64);

it.each<[string, string]>([
  ["63 bytes", `SELECT ${x63}, "${x63}"`],
  ["63 bytes of doubled quotes", `SELECT "${'""'.repeat(63)}"`],
  ["63 bytes with escapes", `SELECT U&"${"\\0061".repeat(63)}"`],
  ["a long string", `SELECT '${x64}', E'${x64}', 'a "${x64}" b'`],
  ["a long comment", `SELECT 1 -- ${x64} "${x64}"`],
  ["a long body", `DO $$ BEGIN PERFORM ${x64}; END $$`],
  ["a long dollar quote", `SELECT $${x64}$ a $${x64}$`],
  ["names far apart", `SELECT "a", ${"1, ".repeat(50)} "b"`],
])("accepts %s", (_, text) => {
  expect(found(text)).toEqual([]);
});

it.each<[string, string, number, number, string]>([
  ["a word", `SELECT 1,\n\t${x64}`, 2, 2, x63],
  ["a word behind an emoji", `SELECT '😀', ${x64}`, 1, 13, x63],
  ["a quoted name", `SELECT 'é', "${x64}"`, 1, 13, x63],
  ["a quoted name of several words", `SELECT "${"ab ".repeat(22)}"`, 1, 8, "ab ".repeat(21)],
  ["bytes, not characters, never cut within one", `SELECT ${"é".repeat(32)}`, 1, 8, "é".repeat(31)],
  ["the fewest characters that are too many bytes", `SELECT ${"あ".repeat(22)}`, 1, 8, "あ".repeat(21)],
  ["a word with dollar signs", `SELECT a${"$b".repeat(32)}`, 1, 8, `a${"$b".repeat(31)}`],
  ["escapes", `SELECT U&"${"\\0061".repeat(64)}"`, 1, 8, "a".repeat(63)],
  ["a keyword's neighbour", `CREATE TABLE t (a int, CONSTRAINT ${x64} CHECK (a > 0))`, 1, 35, x63],
])("finds %s", (_, text, line, column, kept) => {
  const findings = found(text);
  expect(findings).toMatchObject([{ code: "IDENTIFIER_TOO_LONG", place: { file: "/m/up.sql", line, column } }]);
  expect(findings[0]!.hint).toContain(`call it ${kept}.`);
  expect(findings[0]!.frame).toContain("^");
});

it("finds each, up to the limit", () => {
  expect(found(`SELECT ${x64}a, ${x64}b, ${x64}c`)).toHaveLength(3);
  expect(longIdentifiers(parser, { name: "", path: "", text: `SELECT ${x64}a, ${x64}b` }, 1)).toHaveLength(1);
});
