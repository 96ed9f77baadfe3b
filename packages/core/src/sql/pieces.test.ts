import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StrataError } from "../errors/strata-error.js";
import { loadParser, MAX_SQL_BYTES, MAX_SQL_TOKENS } from "./load-parser.js";
import { indicesOfBytes } from "./offsets.js";
import { inPieces } from "./pieces.js";
import { readStatements, splitStatements } from "./split.js";
import { readTokens } from "./tokens.js";

const parser = await loadParser();
const file = (text: string) => ({ name: "up.sql", path: "/m/up.sql", text });

/** Statements and comments with semicolons that end nothing. */
const LURES = [
  "SELECT ';', E'\\';', $$;$$, $a$ ; $$ ; $a$, \";\", U&'\\003b;', 'a' \n ';b'",
  "-- a; comment ' with \" quotes $$ and /* more\nSELECT 1 -- behind; it\n",
  "/* ; /* ; */ ' */ SELECT 2 /* ; */",
  `CREATE FUNCTION f() RETURNS int BEGIN ATOMIC ${"SELECT 1; ".repeat(300)} END`,
  `CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS $body$\nBEGIN\n${"  PERFORM 'é😀';\n".repeat(400)}END $body$`,
  `CREATE RULE r AS ON INSERT TO t DO ALSO (${"DELETE FROM b; ".repeat(50)} DELETE FROM c)`,
  `INSERT INTO t VALUES ${"(1, 'a;b'), ".repeat(2000)}(2, ';')`,
  "SELECT 'é😀;'",
  " ; ;; -- nothing; \n",
];

describe("a text in pieces", () => {
  it("has the statements of the whole text, wherever pieces end", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...LURES), { minLength: 8, maxLength: 25 }), (parts) => {
        const text = parts.join(";\n");
        const whole = parser.parse(text);
        if ("message" in whole) throw new Error(whole.message);
        const starts = indicesOfBytes(
          text,
          whole.map(({ start }) => start),
        );
        const split = [...readStatements(parser, file(text))];
        expect(split.map(({ start, kind }) => [start, kind])).toEqual(
          whole.map(({ node }, at) => [starts[at], Object.keys(node)[0]]),
        );
        expect(split.every(({ text: own }) => !own.endsWith(";") && own.trim() === own)).toBe(true);
      }),
      { numRuns: 25, seed: 1, examples: [[[...LURES, ...LURES, ...LURES, ...LURES]]] },
    );
  });

  it("has the tokens of the whole text", () => {
    const text = [...LURES, ...LURES, ...LURES].join(";\n");
    const bytes = Buffer.from(text);
    const whole = parser.scan(text).map(({ kind, start, end }) => [kind, bytes.toString("utf8", start, end)]);
    const read = [...readTokens(parser, text)];
    expect(read.map(({ kind, text: own }) => [kind, own])).toEqual(whole);
    expect(read.every(({ start, text: own }) => text.startsWith(own, start))).toBe(true);
  });

  it("is worked through in pieces of bounded size, and in more of them where pieces are too large", () => {
    const text = "SELECT 1;\n".repeat(60_000);
    const sizes: number[] = [];
    const count = [
      ...inPieces(text, {
        at: (piece) => {
          sizes.push(piece.length);
          if (piece.length > 1000) return { tooLarge: new StrataError("FILE_TOO_LARGE", "x") };
          return { found: piece.length, upTo: piece.length };
        },
        ends: () => [],
      }),
    ];
    expect(count.reduce((sum, { found }) => sum + found, 0)).toBe(text.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(8 * 1024);
  });
});

describe("pieces stay small", () => {
  const row = `('${"é;".repeat(300)}')`;
  it.each([
    ["rows full of semicolons", `INSERT INTO t VALUES ${Array.from({ length: 10 }, () => row).join(", ")};\n`],
    [
      "functions of many statements",
      `CREATE FUNCTION f() RETURNS int BEGIN ATOMIC ${"SELECT CASE WHEN true THEN 1 END; ".repeat(400)} END;\n`,
    ],
    [
      "rules of many statements",
      `CREATE RULE r AS ON INSERT TO t DO ALSO (${"DELETE FROM b; ".repeat(800)} DELETE FROM c);\n`,
    ],
    ["bodies of many statements", `DO $do$${"PERFORM 1; ".repeat(1500)}$do$;\n`],
  ])("in a file of %s", (_, statement) => {
    let longest = 0;
    const watched = {
      ...parser,
      parse: (text: string) => ((longest = Math.max(longest, text.length)), parser.parse(text)),
    };
    const count = Math.ceil((1024 * 1024) / statement.length);
    expect([...readStatements(watched, file(statement.repeat(count)))]).toHaveLength(count);
    expect(longest).toBeLessThanOrEqual(64 * 1024);
    expect(
      [...readTokens(watched, statement.repeat(count))].filter(({ text }) => text === ";").length,
    ).toBeGreaterThanOrEqual(count);
    expect(longest).toBeLessThanOrEqual(64 * 1024);
  });
});

describe("a large file", () => {
  it("with a mistake has it at its place", () => {
    const text = `${"INSERT INTO t VALUES (1, 'é😀');\n".repeat(30_000)}SELCT 1;\n${"SELECT 1;\n".repeat(30_000)}`;
    expect(refusal(text)).toMatchObject({
      code: "SQL_SYNTAX",
      message: 'PostgreSQL\'s parser: syntax error at or near "SELCT".',
      place: { line: 30_001, column: 1 },
    });
  });

  it("with a quote that is not closed has it at its opening", () => {
    const text = `${"SELECT 1;\n".repeat(30_000)}SELECT 'a;\n${"SELECT 1;\n".repeat(30_000)}`;
    expect(refusal(text)).toMatchObject({
      code: "SQL_SYNTAX",
      message: expect.stringContaining("unterminated quoted string"),
      place: { line: 30_001, column: 8 },
    });
  });

  it("with rows for psql says so, also where they begin a piece", () => {
    for (const filler of [6500, 6551, 6552, 6553, 6560]) {
      const text = `${"SELECT 1;\n".repeat(filler)}COPY t (a) FROM STDIN;\n${"1;x\n".repeat(20_000)}\\.\n`;
      expect(refusal(text)).toMatchObject({ message: "Rows behind COPY FROM STDIN are understood by psql only." });
    }
  });

  it("may hold a statement as long as the limit, if most of it is quoted", () => {
    const body = `DO $$${";".repeat(3 * 1024 * 1024)}$$`;
    const text = `SELECT 1;\n${body};\n${"SELECT 2;\n".repeat(10_000)}`;
    const statements = splitStatements(parser, file(text));
    expect(statements).toHaveLength(10_002);
    expect(statements[1]!.text).toBe(body);
  });

  it.each<[string, string, number]>([
    ["of many rows", `INSERT INTO t VALUES (1)${", (1)".repeat(MAX_SQL_TOKENS / 4)}`, MAX_SQL_TOKENS],
    ["of a long text", `SELECT '${"x".repeat(MAX_SQL_BYTES)}'`, MAX_SQL_BYTES],
  ])("with a statement %s is refused at its place with the limit", (_, long, limit) => {
    for (const [before, after] of [
      ["SELECT 1;\n\n", ";\nSELECT 2;"],
      ["SELECT 1;\n\n", ""],
      [`${"SELECT 1;".repeat(20_000)}\n\n`, `;\n${"SELECT 2;\n".repeat(20_000)}`],
    ] as const) {
      expect(refusal(`${before}${long}${after}`)).toMatchObject({
        code: "FILE_TOO_LARGE",
        message: expect.stringContaining(`at most ${limit}`),
        hint: expect.stringContaining("INSERT"),
        place: { line: 3, column: 1 },
      });
    }
  });
});

function refusal(text: string): unknown {
  try {
    splitStatements(parser, file(text));
  } catch (error) {
    if (error instanceof StrataError) return error.details.findings?.[0];
    throw error;
  }
  throw new Error("not refused");
}
