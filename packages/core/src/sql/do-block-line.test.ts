import { expect, test } from "vitest";
import { doBlockLine } from "./do-block-line.js";

const context = (line: number) => `SQL statement "x"\nPL/pgSQL function inline_code_block line ${line} at RAISE`;

test.each([
  ["DO $$\nBEGIN\n\tPERFORM x();\nEND $$", context(3), "PERFORM"],
  ["DO LANGUAGE plpgsql $body$ BEGIN RAISE 'x'; END $body$", context(1), "BEGIN"],
  ["DO $$\n\n  BEGIN\n\n    RAISE 'x';\nEND $$", context(5), "RAISE"],
])("%j, %j begins with %s", (statement, where, word) => {
  expect(statement.slice(doBlockLine(statement, where))).toMatch(new RegExp(`^${word}`));
});

test.each([
  ["DO $$ BEGIN END $$", undefined],
  ["DO $$ BEGIN END $$", "PL/pgSQL function shop.f() line 3 at RAISE"],
  ["DO 'BEGIN RAISE 1; END'", context(1)],
  ["DO $$ BEGIN END $$", context(9)],
])("%j with %j is not told", (statement, where) => {
  expect(doBlockLine(statement, where)).toBeUndefined();
});
