import { expect, test } from "vitest";
import type { CatalogObject } from "../snapshot/catalog-object.js";
import { keyOf } from "../snapshot/kinds.js";
import { assignOwners } from "./assign-owners.js";
import type { Owner } from "./owner.js";
import { parseClaim, type WrittenClaim } from "./parse-claim.js";

/** Whose each object is, written as the module's name, `shared` or `unclaimed`. */
function ownersOf(
  objects: readonly CatalogObject[],
  modules: Readonly<Record<string, readonly WrittenClaim[]>>,
  newest: Readonly<Record<string, string>> = {},
): { of: Record<string, string>; findings: string[] } {
  const owners = assignOwners(
    Object.fromEntries(objects.map((object) => [keyOf(object), object])),
    Object.entries(modules).map(([name, claims]) => ({
      name,
      owns: claims.map((one) => parseClaim(one).claim!),
      dependencies: [],
    })),
    new Map(Object.entries(newest)),
  );
  const text = (owner: Owner): string => (typeof owner === "string" ? owner : owner.module);
  return {
    of: Object.fromEntries([...owners.of].map(([key, owner]) => [key, text(owner)])),
    findings: owners.findings.map(({ code, message }) => `${code} ${message}`),
  };
}

const schema = (name: string): CatalogObject => ({ kind: "schema", name });
const type = (schemaName: string, name: string): CatalogObject => ({
  kind: "enum type",
  schema: schemaName,
  name,
  values: [],
});

test("a schema and what is in it belong to who claims all of it", () => {
  const objects = [schema("shop"), type("shop", "state"), schema("other"), type("other", "state")];
  expect(ownersOf(objects, { shop: ["shop.*"] })).toEqual({
    of: {
      "schema shop": "shop",
      "enum type shop.state": "shop",
      "schema other": "unclaimed",
      "enum type other.state": "unclaimed",
    },
    findings: [],
  });
});

test("a schema in which modules claim names is shared, and so is public", () => {
  const objects = [schema("public"), schema("app"), type("app", "a_state"), type("app", "b"), type("app", "c")];
  expect(ownersOf(objects, { one: ["app.a_*"], two: ["app.b"] }).of).toEqual({
    "schema public": "shared",
    "schema app": "shared",
    "enum type app.a_state": "one",
    "enum type app.b": "two",
    "enum type app.c": "unclaimed",
  });
  expect(ownersOf(objects, { one: ["public.*"] }).of).toMatchObject({ "schema public": "one" });
});

test("a pattern for schemas reaches neither sys_core nor a schema that another module claims by name", () => {
  const objects = [type("sys_core", "x"), type("shop", "a"), type("shop", "b"), type("tenant_1", "a")];
  expect(ownersOf(objects, { "sys-core": ["sys_core.*"], all: ["*.*"], shop: ["shop.a"] })).toEqual({
    of: {
      "enum type sys_core.x": "sys-core",
      "enum type shop.a": "shop",
      "enum type shop.b": "unclaimed",
      "enum type tenant_1.a": "all",
    },
    findings: [],
  });
  // What a module itself claims by name keeps nothing from its own pattern.
  expect(ownersOf(objects, { all: ["*.*", "shop.a"] }).of).toMatchObject({ "enum type shop.b": "all" });
  expect(ownersOf(objects, { all: ["tenant_*.*"] }).of).toMatchObject({
    "enum type tenant_1.a": "all",
    "enum type shop.b": "unclaimed",
  });
});

test("an object that two modules claim is a finding that names both with their claims", () => {
  expect(ownersOf([type("app", "ab")], { two: ["app.a*"], one: ["app.*b"] })).toEqual({
    of: { "enum type app.ab": "one" },
    findings: ["CLAIM_TAKEN enum type app.ab is claimed by one (app.*b) and two (app.a*)"],
  });
});

test("a table changes hands when one of its two modules reaches the day", () => {
  const day = "20270101000000";
  const claims = {
    billing: ["billing.*", { claim: "public.invoice", until: day }],
    finance: [{ claim: "public.invoice", from: day }],
    stock: ["stock.*"],
  };
  const owner = (newest: Record<string, string>): string | undefined => {
    const { of, findings } = ownersOf([type("public", "invoice")], claims, newest);
    expect(findings).toEqual([]);
    return of["enum type public.invoice"];
  };
  expect(owner({})).toBe("billing");
  expect(owner({ billing: "20261201000000", finance: "20261231235959" })).toBe("billing");
  expect(owner({ billing: "20261201000000", finance: day })).toBe("finance");
  expect(owner({ billing: day })).toBe("finance");
  expect(owner({ billing: "20261201000000", stock: "20280101000000" })).toBe("billing");
});

test("a claim that has ended keeps no pattern out of its schema", () => {
  const claims = { all: ["*.*"], shop: [{ claim: "shop.*", until: "20270101000000" }] };
  expect(ownersOf([type("shop", "a")], claims, { shop: "20260101000000" }).of).toEqual({ "enum type shop.a": "shop" });
  expect(ownersOf([type("shop", "a")], claims, { all: "20270101000000" }).of).toEqual({ "enum type shop.a": "all" });
});
