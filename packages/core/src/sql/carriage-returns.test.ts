import { expect, test } from "vitest";
import { withoutCarriageReturns } from "./carriage-returns.js";

test.each<[string, string, string]>([
  ["nothing to do", "SELECT 'a\n'", "SELECT 'a\n'"],
  ["between tokens", "SELECT\r\n1", "SELECT\n1"],
  ["a string", String.raw`SELECT 'it''s a \ ` + "\r\n'", String.raw`SELECT E'it''s a \\ \r` + "\n'"],
  ["a string with escapes", String.raw`SELECT E'\'a` + "\r\n'", String.raw`SELECT E'\'a\r` + "\n'"],
  ["only the text that has some", "SELECT 'a\n', 'b\r\n'", "SELECT 'a\n', E'b\\r\n'"],
  ["a quoted name", 'SELECT "a""\r"', String.raw`SELECT U&"a""\000D"`],
  ["a dollar-quoted text", "AS $f$it's \\\r\n$f$ LANGUAGE sql", String.raw`AS E'it''s \\\r` + "\n' LANGUAGE sql"],
  ["marks within a dollar-quoted text", `AS $f$"'$g$\r$f$`, `AS E'"''$g$\\r'`],
  ["a name that ends in dollars", "SELECT a$b$, '\r', c$b$", "SELECT a$b$, E'\\r', c$b$"],
  ["a string that does not end", "SELECT 'a\r", "SELECT 'a"],
])("%s", (_, statement, result) => {
  expect(withoutCarriageReturns(statement)).toBe(result);
});
