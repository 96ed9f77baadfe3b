import { describe, expect, it } from "vitest";
import { MAX_SQL_BYTES, loadParser } from "./load-parser.js";

const parser = await loadParser();
const tooDeep = `SELECT 1${" + 1".repeat(40_000)}`;

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("parse", () => {
  it("gives offsets in bytes, from the first token to the semicolon", () => {
    const statements = parser.parse("-- é\nSELECT '😀' -- a\n;\nSELECT 2");
    expect(statements).toMatchObject([
      { start: 6, end: 25, node: { SelectStmt: {} } },
      { start: 27, end: 35, node: { SelectStmt: {} } },
    ]);
  });

  it.each(["", " \n", "-- only a comment", "/* a */ ;; ;"])("finds no statement in %j", (text) => {
    expect(parser.parse(text)).toEqual([]);
  });

  it("counts the place of a problem in characters", () => {
    expect(parser.parse("SELECT 'é😀';\nSELCT")).toEqual({ message: 'syntax error at or near "SELCT"', position: 13 });
  });

  it("refuses a NUL, behind which the parser would read nothing", () => {
    expect(thrownBy(() => parser.parse("SELECT 1;\0 SELECT"))).toMatchObject({ code: "FILE_ENCODING" });
    expect(thrownBy(() => parser.scan("\0"))).toMatchObject({ code: "FILE_ENCODING" });
  });

  it("refuses a text above the limit and names the limit", () => {
    const error = thrownBy(() => parser.parse(`SELECT '${"x".repeat(MAX_SQL_BYTES)}'`));
    expect(error).toMatchObject({ code: "FILE_TOO_LARGE", message: expect.stringContaining(String(MAX_SQL_BYTES)) });
  });

  it("reports deep nesting as the server's own error as long as the parser notices it", () => {
    expect(parser.parse(`SELECT ${"(".repeat(50_000)}1`)).toMatchObject({
      message: expect.stringContaining("memory exhausted"),
    });
    expect(parser.parse("SELECT 1")).toHaveLength(1);
  });

  it("survives texts that break the WebAssembly, again and again", async () => {
    const own = await loadParser();
    for (let round = 0; round < 5; round += 1) {
      expect(thrownBy(() => own.parse(tooDeep))).toMatchObject({ code: "SQL_TOO_DEEP", exitCode: 3 });
      // The spare may still be loading since the round before.
      await expect.poll(() => thrownBy(() => own.parse("SELECT 1; SELECT 2"))).toBeUndefined();
      expect(own.parse("SELECT 1; SELECT 2")).toHaveLength(2);
      await expect.poll(() => thrownBy(() => own.parse(tooDeep))).toMatchObject({ code: "SQL_TOO_DEEP" });
      await expect.poll(() => thrownBy(() => own.parse("SELECT 1"))).toBeUndefined();
    }
  });

  it("takes nothing as parsed while no instance is left", async () => {
    const own = await loadParser();
    const codes = [1, 2, 3].map(() => thrownBy(() => own.parse(tooDeep)));
    expect(codes).toMatchObject([{ code: "SQL_TOO_DEEP" }, { code: "SQL_TOO_DEEP" }, { code: "SQL_TOO_DEEP" }]);
    expect(thrownBy(() => own.parse("SELECT 1"))).toMatchObject({ code: "SQL_TOO_DEEP" });
    await expect.poll(() => thrownBy(() => own.parse("SELECT 1"))).toBeUndefined();
  });
});

describe("scan", () => {
  it.each(["", " \n\t"])("finds no token in %j", (text) => {
    expect(parser.scan(text)).toEqual([]);
  });

  const scanned = (text: string) =>
    parser.scan(text).map(({ start, end, kind }) => [Buffer.from(text).toString("utf8", start, end), kind]);

  it("tells comments, names and keywords apart", () => {
    expect(scanned(`SELECT "É" -- x -- y\n, b /* a /* b */ */ FROM U&"d\\0061" t`)).toEqual([
      ["SELECT", "keyword"],
      ['"É"', "identifier"],
      ["-- x -- y", "comment"],
      [",", "other"],
      ["b", "identifier"],
      ["/* a /* b */ */", "comment"],
      ["FROM", "keyword"],
      ['U&"d\\0061"', "identifier"],
      ["t", "identifier"],
    ]);
  });

  it("sees no comment in a string, a quoted name or a dollar-quoted body", () => {
    const text = `'-- a' E'\\'-- b' "-- c" $$ -- d $$ $x$ /* e $$ */ $x$ U&'-- f'`;
    expect(scanned(text).filter(([, kind]) => kind === "comment")).toEqual([]);
    expect(scanned(text)).toHaveLength(6);
  });

  it("reads tokens with control characters", () => {
    expect(scanned("'a\u0001\tb\\\u007f\u2028\r\n' \"x\ny\"")).toEqual([
      ["'a\u0001\tb\\\u007f\u2028\r\n'", "other"],
      ['"x\ny"', "identifier"],
    ]);
  });

  it.each(["'a", '"a', "$$a", "/* a"])("refuses %j, which has no end", (text) => {
    expect(thrownBy(() => parser.scan(text))).toMatchObject({ code: "SQL_SYNTAX" });
  });
});
