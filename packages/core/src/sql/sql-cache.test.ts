import { describe, expect, test } from "vitest";
import { must } from "../errors/internal-error.js";
import { sha256 } from "../lib/hash.js";
import type { TextFile } from "../migration/migration.js";
import { checkFile, type FileContext } from "./checked-file.js";
import { loadParser } from "./load-parser.js";
import { meaningHash } from "./meaning.js";
import { SqlCache } from "./sql-cache.js";
import { checkedData } from "../../test/support/checked-data.js";

const parser = await loadParser();
const versions = { strata: "1.0.0", parser: "18.1.5" };
const context: FileContext = { firstSchema: "shop", extensionSchema: "public", noTransaction: false };
const fileOf = (text: string, path = "/m/up.sql"): TextFile => ({ name: "up.sql", path, text });

/** The content after one file was checked. */
function contentOf(file: TextFile, within: FileContext = context): string {
  const cache = new SqlCache(undefined, versions);
  cache.keepCheck(file, within, checkFile(parser, file, within));
  cache.keepMeaning(file, meaningHash(parser, file.text));
  return cache.write([]);
}

const texts = [
  "",
  "-- strata: requires a@20260101000000\n\n-- only comments\n",
  "CREATE SCHEMA shop; CREATE TABLE shop.a (id int); ",
  "CREATE TABLE a (id int);\nCREATE TYPE b AS ENUM ('x'); -- last\n",
  "\n  CREATE TEMP TABLE t AS SELECT 'é😀;' AS \"ü\" /* ; */ ;; /* a /* b */ ; */ SELECT 1 -- x;\n",
  "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $x$ BEGIN RETURN 1; /* ; */ END $x$;\nDO $$ BEGIN END $$",
];

describe("a kept verdict", () => {
  test.each(texts)("is the one that checking gives: %j", (text) => {
    const file = fileOf(text);
    const cache = new SqlCache(contentOf(file), versions);
    const kept = must(cache.check(file, context), "the verdict");
    expect(checkedData(kept)).toStrictEqual(checkedData(checkFile(parser, file, context)));
    expect(cache.meaning(file)).toBe(meaningHash(parser, text));
    expect(cache.isChanged).toBe(false);
  });

  test("has its places in the file that is asked for", () => {
    const moved = fileOf("CREATE TABLE a (id int)", "/elsewhere/up.sql");
    const cache = new SqlCache(contentOf(fileOf(moved.text)), versions);
    const kept = must(cache.check(moved, context), "the verdict");
    expect(kept.unqualified.withoutSchema?.place).toEqual({ file: "/elsewhere/up.sql", line: 1, column: 1 });
    expect(checkedData(kept)).toStrictEqual(checkedData(checkFile(parser, moved, context)));
  });

  test.each<[string, Partial<FileContext>]>([
    ["firstSchema", { firstSchema: "other" }],
    ["extensionSchema", { extensionSchema: "extensions" }],
    ["noTransaction", { noTransaction: true }],
  ])("is not that of another %s", (_, changed) => {
    const file = fileOf("CREATE TABLE a (id int)");
    const cache = new SqlCache(contentOf(file), versions);
    expect(cache.check(file, { ...context, ...changed })).toBeUndefined();
    expect(cache.check(file, context)).toBeDefined();
  });

  test("is one of several, by context", () => {
    const file = fileOf("CREATE TABLE a (id int)");
    const other = { ...context, firstSchema: "other" };
    const cache = new SqlCache(contentOf(file), versions);
    cache.keepCheck(file, other, checkFile(parser, file, other));
    const again = new SqlCache(cache.write([]), versions);
    for (const within of [context, other])
      expect(checkedData(again.check(file, within)!)).toStrictEqual(checkedData(checkFile(parser, file, within)));
  });

  test("is none of an edited text", () => {
    const cache = new SqlCache(contentOf(fileOf("SELECT 1")), versions);
    for (const text of ["SELECT 2", "SELECT 1 ", "select 1", "SELECT 1\n"]) {
      expect(cache.check(fileOf(text), context)).toBeUndefined();
      expect(cache.meaning(fileOf(text))).toBeUndefined();
    }
  });

  test.each(["BEGIN", "SELEC 1", "VACUUM", `CREATE TABLE ${"a".repeat(64)} (id int)`, "SELECT 1; COMMIT; SELECT 2"])(
    "is never one with findings: %s",
    (text) => {
      const file = fileOf(text);
      const checked = checkFile(parser, file, context);
      expect(checked.findings).not.toEqual([]);
      const cache = new SqlCache(undefined, versions);
      cache.keepCheck(file, context, checked);
      expect(cache.isChanged).toBe(false);
      expect(new SqlCache(cache.write([file]), versions).check(file, context)).toBeUndefined();
    },
  );
});

describe("a content counts for nothing", () => {
  const file = fileOf("CREATE SCHEMA shop; CREATE TABLE shop.a (id int)");
  const content = contentOf(file);
  const knows = (text: string, by = versions): boolean => {
    const cache = new SqlCache(text, by);
    const known = [cache.check(file, context), cache.meaning(file)].map((one) => one !== undefined);
    expect(new Set(known).size).toBe(1);
    return known[0]!;
  };

  test.each([
    ["of another strata", { ...versions, strata: "1.0.1" }],
    ["of another parser", { ...versions, parser: "18.1.6" }],
  ])("%s", (_, by) => {
    expect(knows(content)).toBe(true);
    expect(knows(content, by)).toBe(false);
  });

  test("that is torn anywhere", () => {
    for (let end = 0; end < content.length; end += 7) expect(knows(content.slice(0, end))).toBe(false);
  });

  test("with any character changed", () => {
    for (let at = 0; at < content.length; at += 5) {
      const other = content[at] === "0" ? "1" : "0";
      expect(knows(content.slice(0, at) + other + content.slice(at + 1))).toBe(false);
    }
  });

  test.each(["", "\n", "{}", "null", "\0\0\0", `${"0".repeat(64)}\n{}`])("that is something else: %j", (text) => {
    expect(knows(text)).toBe(false);
  });

  /** The content of somebody who knows how to write the hash. */
  const forged = (change: (kept: Record<string, unknown>) => unknown): string => {
    const [, head, line] = content.split("\n");
    const [hash, kept] = JSON.parse(must(line, "the text's line")) as [string, Record<string, unknown>];
    const body = `${head}\n${JSON.stringify([hash, change(kept)])}`;
    return `${sha256(body)}\n${body}`;
  };
  const check = (changed: Record<string, unknown>): string =>
    forged(({ checks }) => {
      const [[key, kept]] = Object.entries(checks as Record<string, Record<string, unknown>>) as [
        [string, Record<string, unknown>],
      ];
      return { checks: { [key]: { ...kept, ...changed } } };
    });

  test.each<[string, Record<string, unknown>]>([
    ["leaves a statement out", { statements: [20, 48, "CreateStmt"] }],
    ["leaves all statements out", { statements: [] }],
    ["leaves the end of one out", { statements: [0, 18, "CreateSchemaStmt", 20, 47, "CreateStmt"] }],
    ["leaves the start of one out", { statements: [0, 18, "CreateSchemaStmt", 21, 48, "CreateStmt"] }],
    ["has a statement twice", { statements: [0, 18, "CreateSchemaStmt", 0, 18, "x", 20, 48, "CreateStmt"] }],
    ["reaches behind the text", { statements: [0, 18, "CreateSchemaStmt", 20, 49, "CreateStmt"] }],
    ["has places that are no numbers", { statements: ["0", 18, "CreateSchemaStmt", 20, 48, "CreateStmt"] }],
    ["has a half statement", { statements: [0, 18] }],
    ["has no statements", { statements: undefined }],
    ["has other names", { created: [["table", null, "a", false]] }],
    ["has no names", { created: null }],
    ["has another finding", { unqualified: { withSchema: { code: "X" }, withoutSchema: null } }],
    ["has no place for findings", { unqualified: null }],
  ])("where a verdict %s", (_, changed) => {
    expect(new SqlCache(check({}), versions).check(file, context)).toBeDefined();
    expect(new SqlCache(check(changed), versions).check(file, context)).toBeUndefined();
  });

  test.each<unknown>([null, 1, "a", [], {}, { checks: 1, meaning: 2 }, { checks: [], meaning: "a" }, { checks: {} }])(
    "where a text has %j",
    (kept) => {
      expect(knows(forged(() => kept))).toBe(false);
    },
  );
});

describe("writing", () => {
  const one = fileOf("SELECT 1");
  const two = fileOf("SELECT 2");
  const both = (): string => {
    const cache = new SqlCache(contentOf(one), versions);
    cache.keepMeaning(two, meaningHash(parser, two.text));
    return cache.write([one]);
  };

  test("keeps texts that were not looked for while their files are there, and forgets the others", () => {
    const three = fileOf("SELECT 3");
    const written = (files: readonly TextFile[]): (string | undefined)[] => {
      const cache = new SqlCache(both(), versions);
      cache.keepMeaning(three, meaningHash(parser, three.text));
      const again = new SqlCache(cache.write(files), versions);
      return [one, two, three].map((file) => again.meaning(file));
    };
    const [first, second, third] = [one, two, three].map(({ text }) => meaningHash(parser, text));
    expect(written([one, two])).toEqual([first, second, third]);
    expect(written([two])).toEqual([undefined, second, third]);
    expect(written([])).toEqual([undefined, undefined, third]);
  });

  test("keeps what was read in this run before all else when there is too much", () => {
    const large = (name: string): TextFile => fileOf(`CREATE TABLE ${name}.${"a".repeat(50)} (id int);`.repeat(1_500));
    const files = Array.from({ length: 110 }, (_, at) => large(`s${at}`));
    const newest = large("newest");
    // One verdict for all of them: what is in it does not matter here.
    const checked = checkFile(parser, newest, context);
    const first = new SqlCache(undefined, versions);
    for (const file of files) first.keepCheck(file, context, checked);
    const full = first.write(files);
    expect(full.length).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(full.length).toBeGreaterThan(3.9 * 1024 * 1024);

    const second = new SqlCache(full, versions);
    second.keepCheck(newest, context, checked);
    const again = new SqlCache(second.write(files), versions);
    expect([newest, files[0]!, files.at(-1)!].map((file) => again.isChecked(file))).toEqual([true, true, false]);
  });
});
