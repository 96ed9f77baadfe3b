import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { loadParser } from "./load-parser.js";
import { meaningHash } from "./meaning.js";

const parser = await loadParser();
const hash = (text: string): string => meaningHash(parser, text);

it("is made of the bytes that docs/FORMATS.md says", () => {
  const text = `-- strata: requires sys-core@20261101000000\n-- a\nCREATE Table "T" (É int); /* b */ SELECT E'X', $$ -- c $$\n`;
  const bytes = `-- strata: requires sys-core@20261101000000|create|table|"T"|(|É|int|)|;|select|E'X'|,|$$ -- c $$|`;
  expect(hash(text)).toBe(createHash("sha256").update(bytes.replaceAll("|", "\0")).digest("hex"));
});

it.each(["", "\n", "-- only a comment"])("is that of nothing for %j", (text) => {
  expect(hash(text)).toBe(createHash("sha256").digest("hex"));
});

describe("does not change with", () => {
  it.each([
    ["white space", "SELECT a,b", "SELECT\n\ta , b\n"],
    ["comments", "SELECT a; SELECT b", "-- x\nSELECT /* y /* z */ */ a; -- w\nSELECT b -- v"],
    [
      "headers that only name or accept",
      "SELECT a",
      "-- strata: was 20260101000000\n-- strata: allow IDENTIFIER_TOO_LONG old\nSELECT a",
    ],
    ["the case of words", "select Account.Name from Account", "SELECT account.name FROM ACCOUNT"],
  ])("%s", (_, a, b) => {
    expect(hash(b)).toBe(hash(a));
  });
});

describe("changes with", () => {
  it.each([
    ["a string", "SELECT 'a'", "SELECT 'A'"],
    ["a quoted name", 'SELECT "a"', 'SELECT "A"'],
    ["quoting", 'SELECT "a"', "SELECT a"],
    ["letters beyond ASCII, which PostgreSQL does not fold", "SELECT é", "SELECT É"],
    ["a comment in a body", "DO $$ BEGIN END $$", "DO $$ BEGIN -- x\n END $$"],
    ["a blank in a string", "SELECT 'a b'", "SELECT 'a  b'"],
    ["the borders of tokens", "SELECT a b", "SELECT ab"],
    ["an operator", "SELECT 1 - - 1", "SELECT 1 + - 1"],
    ["a header", "-- strata: lock-timeout 2s\nSELECT 1", "-- strata: lock-timeout 3s\nSELECT 1"],
    ["a removed header", "-- strata: no-transaction\nSELECT 1", "SELECT 1"],
    ["the order of statements", "SELECT 1; SELECT 2;", "SELECT 2; SELECT 1;"],
  ])("%s", (_, a, b) => {
    expect(hash(b)).not.toBe(hash(a));
  });
});
