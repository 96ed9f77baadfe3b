import { expect, test } from "vitest";
import { shownQuery } from "./shown-query.js";

test.each([
  ["SELECT  1\n  + 1", "SELECT 1 + 1"],
  ["ALTER ROLE a PASSWORD 'ca''nary' VALID UNTIL 'x'", "ALTER ROLE a PASSWORD '…' VALID UNTIL '…'"],
  ["SELECT 'canary that the server has cut", "SELECT '…'"],
  ["DO $a$ canary $b$ canary $a$; SELECT 1", "DO '…'; SELECT 1"],
  ["SELECT $$canary", "SELECT '…'"],
  ["SELECT * FROM t WHERE id = $1 AND b = $2", "SELECT * FROM t WHERE id = $1 AND b = $2"],
  ["x".repeat(100), `${"x".repeat(79)}…`],
  ["<insufficient privilege>", null],
  ["  ", null],
  [null, null],
])("%s", (query, shown) => {
  expect(shownQuery(query)).toBe(shown);
});
