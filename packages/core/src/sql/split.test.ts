import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { StrataError } from "../errors/strata-error.js";
import { loadParser } from "./load-parser.js";
import { splitStatements } from "./split.js";

const parser = await loadParser();
const file = (text: string) => ({ name: "up.sql", path: "/m/up.sql", text });
const split = (text: string) => splitStatements(parser, file(text));

const atomic = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END";
const dollar = "CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS $body$ BEGIN PERFORM 1; -- no end;\n END $body$";
const block = "DO $$ BEGIN EXECUTE 'SELECT 1;'; END $$";
const rule = "CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO a VALUES (1); DELETE FROM b)";

describe("statements", () => {
  it.each<[string, string, [text: string, line: number, column: number, kind: string][]]>([
    ["nothing", " -- a\n;; /* b */ ;", []],
    ["one without a semicolon", "SELECT 1", [["SELECT 1", 1, 1, "SelectStmt"]]],
    ["comments around", "-- a\n/* b */ SELECT 1 -- c\n; -- d", [["SELECT 1", 2, 9, "SelectStmt"]]],
    ["a comment at the end", "SELECT 1 -- no ; here", [["SELECT 1", 1, 1, "SelectStmt"]]],
    ["a block comment at the end", "SELECT 'é' /* a /* b */ c */\n", [["SELECT 'é'", 1, 1, "SelectStmt"]]],
    ["comments within", "SELECT -- a;\n 1 /* ; */ + 2;", [["SELECT -- a;\n 1 /* ; */ + 2", 1, 1, "SelectStmt"]]],
    [
      "a string that looks like a comment",
      "SELECT '--';SELECT '*/'",
      [
        ["SELECT '--'", 1, 1, "SelectStmt"],
        ["SELECT '*/'", 1, 13, "SelectStmt"],
      ],
    ],
    [
      "characters outside the BMP",
      "SELECT '😀'; SELECT 2;\n\tSELECT 3",
      [
        ["SELECT '😀'", 1, 1, "SelectStmt"],
        ["SELECT 2", 1, 13, "SelectStmt"],
        ["SELECT 3", 2, 2, "SelectStmt"],
      ],
    ],
    [
      "E strings",
      "SELECT E'\\';'; SELECT 2",
      [
        ["SELECT E'\\';'", 1, 1, "SelectStmt"],
        ["SELECT 2", 1, 16, "SelectStmt"],
      ],
    ],
    [
      "plain strings, with backslashes as they are",
      "SELECT '\\'; SELECT 2",
      [
        ["SELECT '\\'", 1, 1, "SelectStmt"],
        ["SELECT 2", 1, 13, "SelectStmt"],
      ],
    ],
    [
      "U& names",
      'SELECT U&"d\\0061t;a"; SELECT 2',
      [
        ['SELECT U&"d\\0061t;a"', 1, 1, "SelectStmt"],
        ["SELECT 2", 1, 23, "SelectStmt"],
      ],
    ],
    [
      "bodies with semicolons",
      [atomic, dollar, block, rule].join(";\n"),
      [
        [atomic, 1, 1, "CreateFunctionStmt"],
        [dollar, 2, 1, "CreateFunctionStmt"],
        [block, 4, 1, "DoStmt"],
        [rule, 5, 1, "RuleStmt"],
      ],
    ],
  ])("%s", (_, text, expected) => {
    const statements = split(text);
    expect(statements.map(({ text, line, column, kind }) => [text, line, column, kind])).toEqual(expected);
    for (const { start, end, text: own } of statements) expect(text.slice(start, end)).toBe(own);
  });

  it("reads a file of a megabyte", () => {
    const one = "INSERT INTO t VALUES (1, 'é😀');\n";
    const count = Math.ceil((1024 * 1024) / Buffer.byteLength(one));
    const statements = split(one.repeat(count));
    expect(statements).toHaveLength(count);
    expect(statements.at(-1)).toMatchObject({ text: one.trim().slice(0, -1), line: count, column: 1 });
  });
});

describe("refused texts", () => {
  const refused = (text: string) => {
    try {
      split(text);
    } catch (error) {
      return (error as StrataError).details.findings?.[0];
    }
    throw new Error("not refused");
  };

  it.each<[string, string, number, number, string]>([
    ["a misspelt keyword", "SELCT 1", 1, 1, 'syntax error at or near "SELCT"'],
    ["behind an emoji and a tab", "SELECT 1;\nSELECT '😀',\t1 FRM t", 2, 19, 'at or near "t"'],
    ["at the end", "CREATE TABLE", 1, 13, "at end of input"],
    ["an open string", "SELECT 1;\n  SELECT 'é", 2, 10, "unterminated quoted string"],
    ["an open comment", "SELECT 1; /* a", 1, 11, "unterminated /* comment"],
    ["an open body", "DO $é$ BEGIN", 1, 4, "unterminated dollar-quoted string"],
    ["a meta command", "SELECT 1;\n\\connect other\n", 2, 1, "\\connect is a command of psql"],
    ["a variable", "SELECT :name", 1, 8, ":name is a variable of psql"],
    ["a quoted variable", "SELECT :'name'", 1, 8, ":'name' is a variable of psql"],
    ["rows", "COPY t (a) FROM STDIN;\n1\n\\.\n", 2, 1, "Rows behind COPY FROM STDIN"],
    ["rows with words of SQL", "COPY t FROM stdin;\nSELECT;x\n\\.\n", 2, 8, "Rows behind COPY FROM STDIN"],
    ["no rows", "COPY t FROM STDIN;\n\\.\n", 2, 1, "Rows behind COPY FROM STDIN"],
  ])("%s", (_, text, line, column, message) => {
    const finding = refused(text);
    expect(finding).toMatchObject({ code: "SQL_SYNTAX", place: { file: "/m/up.sql", line, column } });
    expect(finding?.message).toContain(message);
    expect(finding?.frame).toContain("^");
  });

  it("takes a COPY in a comment for no COPY", () => {
    expect(refused("-- COPY t FROM STDIN;\nSELCT")?.message).toContain("SELCT");
  });
});

const root = new URL("../../../..", import.meta.url).pathname;
const corpora = process.env["STRATA_CORPORA"] ?? join(root, "../shared/corpora");
const histories = ["authelia", "docsrs", "keto", "cardvault"];

it.skipIf(!existsSync(corpora))(
  `the histories ${histories.join(", ")} are covered by their statements (left out without STRATA_CORPORA or ../shared/corpora)`,
  () => {
    const files = histories.flatMap((history) =>
      readdirSync(join(corpora, history), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".sql"))
        .map((name) => join(corpora, history, name)),
    );
    expect(files.length).toBeGreaterThan(150);
    for (const path of files) {
      const text = readFileSync(path, "utf8").replaceAll("\r\n", "\n");
      const statements = splitStatements(parser, { name: path, path, text });
      let between = "";
      let end = 0;
      for (const statement of statements) {
        expect(text.slice(statement.start, statement.end)).toBe(statement.text);
        between += `${text.slice(end, statement.start)}\n`;
        end = statement.end;
      }
      const left = parser.scan(between + text.slice(end)).filter(({ kind }) => kind !== "comment");
      expect(left.length, path).toBeLessThanOrEqual(statements.length);
      expect(
        left.every((token) => token.end - token.start === 1),
        path,
      ).toBe(true);
    }
  },
);
