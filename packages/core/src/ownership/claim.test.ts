import { expect, test } from "vitest";
import { claimsOverlap, isReserved } from "./claim-overlap.js";
import type { Claim } from "./claim.js";
import { parseClaim, type WrittenClaim } from "./parse-claim.js";

function claim(written: WrittenClaim): Claim {
  const { claim, problems } = parseClaim(written);
  expect(problems).toEqual([]);
  return claim!;
}

test("a claim has a schema, a name and a range", () => {
  expect(claim("sys_account.*")).toEqual({ text: "sys_account.*", schema: "sys_account", name: "*" });
  expect(claim({ claim: "public.Invoice", from: "20270101000000" })).toEqual({
    text: "public.Invoice",
    schema: "public",
    name: "Invoice",
    from: "20270101000000",
  });
  expect(claim("My stock é.*")).toMatchObject({ schema: "My stock é", name: "*" });
});

test.each<[WrittenClaim, string, string]>([
  ["billing", "claim", "names no object"],
  ["", "claim", "names no object"],
  ["a.b.c", "claim", "not of the form"],
  [".b", "claim", "not of the form"],
  ['"a".b', "claim", "not of the form"],
  ["a .b", "claim", "not of the form"],
  ["a. b", "claim", "not of the form"],
  [" a.b", "claim", "not of the form"],
  [`${"é".repeat(32)}.b`, "claim", "63 bytes"],
  [{ claim: "a.b", from: "20270231000000" }, "from", "is no version"],
  [{ claim: "a.b", until: "2027" }, "until", "is no version"],
  [{ claim: "a.b", from: "20270101000000", until: "20270101000000" }, "until", "holds for no version"],
])("refuses %j", (written, key, message) => {
  const { claim, problems } = parseClaim(written);
  expect(claim).toBeUndefined();
  expect(problems).toEqual([expect.objectContaining({ key, message: expect.stringContaining(message) })]);
});

test.each<[WrittenClaim, WrittenClaim, boolean]>([
  ["a.*", "a.b", true],
  ["a.*", "b.*", false],
  ["a.inv*", "a.*ice", true],
  ["*.*", "a.*", false],
  ["*.*", "sys_*.*", true],
  ["a_*.x", "b_*.x", false],
  [{ claim: "a.b", until: "20270101000000" }, { claim: "a.b", from: "20270101000000" }, false],
  [{ claim: "a.b", until: "20270101000001" }, { claim: "a.b", from: "20270101000000" }, true],
  [{ claim: "a.b", from: "20270101000000", until: "20280101000000" }, "a.*", true],
])("%j and %j overlap: %s", (a, b, overlap) => {
  expect(claimsOverlap(claim(a), claim(b))).toBe(overlap);
  expect(claimsOverlap(claim(b), claim(a))).toBe(overlap);
});

test("schemas of PostgreSQL and of sys-core are reserved", () => {
  expect(
    ["sys_core.x", "pg_catalog.*", "pg_*.*", "information_schema.*"].map((text) => isReserved(claim(text))),
  ).toEqual([true, true, true, true]);
  expect(["*.*", "public.*", "sys_account.*"].map((text) => isReserved(claim(text)))).toEqual([false, false, false]);
});
