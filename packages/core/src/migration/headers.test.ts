import { expect, test } from "vitest";
import { mergeHeaders, parseHeaders } from "./headers.js";

const parse = (text: string, name = "up.sql"): ReturnType<typeof parseHeaders> =>
  parseHeaders({ name, path: `/m/${name}`, text });

test("every header is read, among comments and blank lines", () => {
  const up = parse(
    [
      "/* what this does /* and why */ */",
      "-- strata: requires sys-core@20261101000000",
      "",
      "-- a comment",
      "  --strata:requires billing@20261102000000",
      "-- strata: requires sys-core@20261101000000",
      "-- strata: was 20261119000000",
      "-- strata: lock-timeout 2s",
      "-- strata: no-transaction",
      "-- strata: allow IDENTIFIER_TOO_LONG  the name is cut on purpose ",
      "-- strata: adopted dbmate 0001 first.sql",
      "create table t ();",
    ].join("\n"),
  );
  const down = parse("-- strata: irreversible rows are merged\n-- strata: lock-timeout 500ms\n", "down.sql");
  expect([...up.findings, ...down.findings]).toEqual([]);
  expect([up.statements, down.statements]).toEqual([true, false]);
  expect(mergeHeaders({ up, down })).toEqual({
    requires: [
      { module: "sys-core", version: "20261101000000" },
      { module: "billing", version: "20261102000000" },
    ],
    was: ["20261119000000"],
    noTransaction: { up: true, down: false },
    irreversible: "rows are merged",
    lockTimeout: { up: "2s", down: "500ms" },
    allow: [{ code: "IDENTIFIER_TOO_LONG", why: "the name is cut on purpose" }],
    adopted: { tool: "dbmate", original: "0001 first.sql" },
  });
});

test("a migration without headers has none", () => {
  expect(mergeHeaders({ up: parse("select 1") })).toEqual({
    requires: [],
    was: [],
    noTransaction: { up: false, down: false },
    lockTimeout: {},
    allow: [],
  });
});

test.each([
  [
    "-- strata: requries a@20261101000000",
    "HEADER_UNKNOWN",
    1,
    12,
    'unknown header "requries". Did you mean "requires"?',
  ],
  ["-- strata:", "HEADER_UNKNOWN", 1, 11, "a header without a name"],
  ["-- Strata: Requires a@20261101000000", "HEADER_UNKNOWN", 1, 12, "Did you mean"],
  ["\n/* 😀 */ -- strata: requires a", "HEADER_INVALID", 2, 29, "requires takes one migration"],
  ["-- strata: requires a@20261301000000", "HEADER_INVALID", 1, 21, "no valid UTC time"],
  ["-- strata: requires", "HEADER_INVALID", 1, 20, "requires takes one migration"],
  ["-- strata: requires a@20261101000000 b@20261101000000", "HEADER_INVALID", 1, 21, "requires takes one migration"],
  ["-- strata: was yesterday", "HEADER_INVALID", 1, 16, "was takes one earlier version"],
  ["-- strata: no-transaction please", "HEADER_INVALID", 1, 27, "takes no value"],
  ["-- strata: lock-timeout soon", "HEADER_INVALID", 1, 25, "lock-timeout takes a time"],
  ["-- strata: lock-timeout 9999d", "HEADER_INVALID", 1, 25, "lock-timeout takes a time"],
  ["-- strata: lock-timeout 1s\n-- strata: lock-timeout 2s", "HEADER_INVALID", 2, 12, "given twice"],
  ["-- strata: allow CLAIM_TAKEN because", "HEADER_INVALID", 1, 18, "an error cannot be accepted"],
  ["-- strata: allow IDENTIFIER_TOO_LON because", "HEADER_INVALID", 1, 18, 'Did you mean "IDENTIFIER_TOO_LONG"?'],
  ["-- strata: allow IDENTIFIER_TOO_LONG", "HEADER_INVALID", 1, 18, "must say why"],
  ["-- strata: adopted dbmate", "HEADER_INVALID", 1, 20, "adopted takes the tool"],
  ["-- strata: irreversible gone", "HEADER_MISPLACED", 1, 12, "belongs to down.sql"],
  ["select 1;\n  -- strata: no-transaction", "HEADER_MISPLACED", 2, 14, "after the first statement"],
  ["select 1; -- strata: no-transaction", "HEADER_MISPLACED", 1, 22, "after the first statement"],
])("refuses %j", (text, code, line, column, message) => {
  expect(parse(text).findings).toEqual([
    expect.objectContaining({
      code,
      message: expect.stringContaining(message),
      place: { file: "/m/up.sql", line, column },
      frame: expect.stringContaining("^"),
    }),
  ]);
});

test.each([
  ["irreversible", "down.sql", "-- strata: irreversible", "HEADER_INVALID"],
  ["requires", "down.sql", "-- strata: requires a@20261101000000", "HEADER_MISPLACED"],
  ["no-transaction", "up.contract.sql", "-- strata: no-transaction", "HEADER_MISPLACED"],
])("refuses %s in %s", (_header, name, text, code) => {
  expect(parse(text, name).findings.map((finding) => finding.code)).toEqual([code]);
});

test.each([
  ["a string", "select '\n-- strata: no-transaction\n'"],
  ["a string with a backslash", "select E'\\'\n-- strata: no-transaction\n'"],
  ["a dollar-quoted body", "do $x$ begin $$\n-- strata: no-transaction\n$$ end $x$"],
  ["a quoted name", 'select "\n-- strata: no-transaction\n"'],
  ["a block comment", "select /* /* */\n-- strata: no-transaction\n*/ 1"],
])("what looks like a header within %s is none", (_what, text) => {
  expect(parse(text).findings).toEqual([]);
});

test("a late header is found behind texts of every kind", () => {
  const text = "select 'it''s', E'\\\\', $$ ' $$, \"a\"\"b\", a$1 /* ' */;\n-- strata: was 20261119000000";
  expect(parse(text).findings).toEqual([
    expect.objectContaining({ code: "HEADER_MISPLACED", place: expect.objectContaining({ line: 2 }) }),
  ]);
});

test("comments, blanks and semicolons are no statements; an open comment is one", () => {
  expect(["", "\n\t", "-- a", "-- a\n;;/* b /* c */ */ ;\n"].map((text) => parse(text).statements)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(["select 1", "/* a */ b", "/* open", "-- a\n\\i x"].map((text) => parse(text).statements)).toEqual([
    true,
    true,
    true,
    true,
  ]);
});

test("a megabyte of comments and quotes is looked at in no time", () => {
  const started = performance.now();
  parse(`${"/* ".repeat(100_000)}-- strata: was 1`);
  parse(`select ${"'a' ".repeat(250_000)}\n-- strata: was 1`);
  parse(`select ${"$a".repeat(250_000)}\n-- strata: was 1`);
  expect(performance.now() - started).toBeLessThan(2000);
});
