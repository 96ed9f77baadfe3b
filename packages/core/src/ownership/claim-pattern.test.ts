import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesPattern, patternsMeet } from "./claim-pattern.js";

test("a pattern matches a whole name, case included", () => {
  expect(matchesPattern("account", "account")).toBe(true);
  expect(matchesPattern("account", "Account")).toBe(false);
  expect(matchesPattern("*", "anything")).toBe(true);
  expect(matchesPattern("inv*", "invoice")).toBe(true);
  expect(matchesPattern("*_log", "audit_log")).toBe(true);
  expect(matchesPattern("a*a", "a")).toBe(false);
  expect(matchesPattern("a*b*c", "aXbYc")).toBe(true);
  expect(matchesPattern("a*b*c", "acb")).toBe(false);
  expect(matchesPattern("a.c", "abc")).toBe(false);
});

test("patterns meet exactly when some name matches both", () => {
  expect(patternsMeet("inv*", "*ice")).toBe(true);
  expect(patternsMeet("inv*", "acc*")).toBe(false);
  expect(patternsMeet("a*", "*b")).toBe(true);
  expect(patternsMeet("*a", "*b")).toBe(false);
});

test("matching and meeting agree with a search over all short names", () => {
  const names = [""];
  for (let start = 0, length = 0; length < 5; length++) {
    const end = names.length;
    for (; start < end; start++) names.push(`${names[start]}a`, `${names[start]}b`);
  }
  const pattern = fc.stringMatching(/^[ab*]{0,4}$/);
  fc.assert(
    fc.property(pattern, pattern, (a, b) => {
      const literal = (text: string): RegExp => new RegExp(`^${text.replaceAll("*", "[ab]*")}$`);
      for (const name of names) expect(matchesPattern(a, name)).toBe(literal(a).test(name));
      const shortWitness = names.some((name) => literal(a).test(name) && literal(b).test(name));
      if (shortWitness) expect(patternsMeet(a, b)).toBe(true);
      // Two patterns of four characters that meet at all meet in a name of at most six.
      if (!shortWitness && a.length + b.length <= 5) expect(patternsMeet(a, b)).toBe(false);
    }),
  );
});
