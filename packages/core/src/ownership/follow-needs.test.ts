import { expect, test } from "vitest";
import { dependencyTest } from "../module/depends-on.js";
import type { CatalogObject, ObjectKey } from "../snapshot/catalog-object.js";
import { followNeeds } from "./follow-needs.js";
import type { Owner } from "./owner.js";

const dependsOn = dependencyTest([
  { name: "base", dependencies: [] },
  { name: "shop", dependencies: ["base"] },
  { name: "other", dependencies: ["base"] },
]);

/** Owners of casts that need these types and functions, each written as `kind module`. */
function followed(needs: Readonly<Record<string, readonly string[]>>): Record<string, string> {
  const objects: Record<ObjectKey, CatalogObject> = {};
  const known = new Map<ObjectKey, Owner>();
  for (const key of new Set(Object.values(needs).flat())) {
    const [kind, module] = key.split(" ");
    objects[key] =
      kind === "function"
        ? { kind, schema: "s", name: "f", arguments: [], types: [], language: "sql", definition: "" }
        : { kind: "enum type", schema: "s", name: key, values: [] };
    known.set(key, module === "nobody" ? "unclaimed" : { module: module! });
  }
  for (const [name, keys] of Object.entries(needs)) objects[name] = { kind: "cast", name, needs: keys };
  return Object.fromEntries(followNeeds(objects, known, new Set(Object.keys(needs)), dependsOn));
}

test("a cast follows its types, the module that depends on the others, else its function", () => {
  expect(
    followed({
      one: ["type shop"],
      "beside nobody's": ["type nobody", "type shop"],
      "of two": ["type base", "type shop"],
      "of strangers": ["type other", "type shop"],
      "of strangers by a function": ["function other", "type other", "type shop"],
      "nobody's": ["type nobody"],
      free: [],
    }),
  ).toEqual({ one: "shop", "beside nobody's": "shop", "of two": "shop", "of strangers by a function": "other" });
});

test("what is needed follows what needs it, and what is beside it comes last", () => {
  const table = (name: string, server: string): CatalogObject => ({
    kind: "foreign table",
    schema: "s",
    name,
    server,
    columns: [],
    needs: [server],
  });
  const objects: Record<ObjectKey, CatalogObject> = {
    wrapper: { kind: "foreign-data wrapper", name: "wrapper" },
    near: { kind: "foreign server", name: "near", wrapper: "wrapper", needs: ["wrapper"] },
    far: { kind: "foreign server", name: "far", wrapper: "wrapper", needs: ["wrapper"] },
    unused: { kind: "foreign server", name: "unused", wrapper: "wrapper", needs: ["wrapper"] },
    mapping: { kind: "user mapping", name: "mapping", server: "near", needs: ["near"] },
    "table base": table("a", "near"),
    "table shop": table("b", "near"),
    "table of shop": table("c", "far"),
  };
  const known = new Map<ObjectKey, Owner>([
    ["table base", { module: "base" }],
    ["table shop", { module: "shop" }],
    ["table of shop", { module: "shop" }],
  ]);
  const outside = new Set(["far", "mapping", "near", "unused", "wrapper"]);
  expect(Object.fromEntries(followNeeds(objects, known, outside, dependsOn))).toEqual({
    far: "shop",
    mapping: "base",
    near: "base",
    unused: "base",
    wrapper: "base",
  });
  // Of two modules that know nothing of each other neither owns what both need: then the wrapper decides.
  known.set("table base", { module: "other" });
  expect(Object.fromEntries(followNeeds(objects, known, outside, dependsOn))).toEqual({
    far: "shop",
    mapping: "shop",
    near: "shop",
    unused: "shop",
    wrapper: "shop",
  });
});
