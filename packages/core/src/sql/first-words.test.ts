import { expect, test } from "vitest";
import { firstWords } from "./first-words.js";

test.each([
  ["select 1", ["SELECT"]],
  ["  -- commit\n /* begin /* ; */ commit; */ update t set a = 1", ["UPDATE T SET"]],
  ["select 1; commit ;", ["SELECT", "COMMIT"]],
  [
    "select ';commit', \";commit\", $$;commit$$, $a$ $$;commit $a$, E'\\';commit'; rollback to savepoint a",
    ["SELECT", "ROLLBACK TO SAVEPOINT"],
  ],
  ["select $1; end", ["SELECT", "END"]],
  ["select a$b$c; abort", ["SELECT A$B$C", "ABORT"]],
  ["(select 1); start transaction", ["", "START TRANSACTION"]],
  ["prepare  transaction 'x'", ["PREPARE TRANSACTION"]],
  [";;", []],
  ["", []],
  ["'unterminated; commit", [""]],
])("%s", (text, expected) => {
  expect(firstWords(text)).toEqual(expected);
});
