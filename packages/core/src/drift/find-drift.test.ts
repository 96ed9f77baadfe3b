import { expect, test } from "vitest";
import { assignOwners } from "../ownership/assign-owners.js";
import type { CatalogObject } from "../snapshot/catalog-object.js";
import { findDrift } from "./find-drift.js";
import { differingModules, hashObjects, type Objects, SHARED, splitByModule, UNCLAIMED } from "./owned-objects.js";

const MODULES = ["people", "sales"].map((name) => ({
  name,
  owns: [{ text: `${name}.*`, schema: name, name: "*" }],
  dependencies: [],
}));

function sequence(schema: string, name: string, members: object = {}): readonly [string, CatalogObject] {
  return [`sequence ${schema}.${name}`, { kind: "sequence", schema, name, ...members }];
}

function catalog(...entries: readonly (readonly [string, CatalogObject])[]): Objects {
  return Object.fromEntries(entries);
}

function found(before: Objects, after: Objects, known = ["people", "sales"]) {
  const owners = (objects: Objects) => assignOwners(objects, MODULES, new Map());
  const stored = splitByModule(before, owners(before));
  const { drift, unclaimed } = findDrift(stored, { objects: after, owners: owners(after) }, new Set(known));
  const told = (one: { key: string; kind: string; module?: string | undefined }) =>
    `${one.module ?? "-"} ${one.kind} ${one.key}`;
  return { drift: drift.map(told), unclaimed: unclaimed.map(told) };
}

test("what is new, gone and changed is told by module", () => {
  const before = catalog(sequence("people", "a"), sequence("people", "b"), sequence("sales", "c"));
  const after = catalog(sequence("people", "a", { cycle: true }), sequence("people", "d"), sequence("sales", "c"));
  expect(found(before, after)).toEqual({
    drift: ["people changed sequence people.a", "people removed sequence people.b", "people added sequence people.d"],
    unclaimed: [],
  });
});

test("what nobody claims is no drift, unless it is new and needs what is claimed", () => {
  const before = catalog(sequence("people", "a"), sequence("public", "b"), sequence("public", "gone"));
  const after = catalog(
    sequence("people", "a"),
    sequence("public", "b", { cycle: true, needs: ["sequence people.a"] }),
    sequence("public", "new"),
    sequence("public", "on_it", { needs: ["sequence public.new", "sequence people.a"] }),
  );
  expect(found(before, after)).toEqual({
    drift: ["people added sequence public.on_it"],
    unclaimed: ["- changed sequence public.b", "- removed sequence public.gone", "- added sequence public.new"],
  });
});

test("an object whose owner has changed is the same object; one of a module that is not known is nobody's drift", () => {
  const object = sequence("people", "a");
  const live = { objects: catalog(object), owners: assignOwners(catalog(object), MODULES, new Map()) };
  const known = new Set(["people", "sales"]);
  for (const owner of ["sales", SHARED, UNCLAIMED, "elsewhere"])
    expect(findDrift(new Map([[owner, catalog(object)]]), live, known).drift, owner).toEqual([]);
  const nothing = { objects: catalog(), owners: assignOwners(catalog(), MODULES, new Map()) };
  expect(findDrift(new Map([["elsewhere", catalog(object)]]), nothing, known)).toMatchObject({
    drift: [],
    unclaimed: [],
  });
  expect(found(catalog(object), catalog(), ["sales"]).drift).toEqual([]);
});

test("only modules whose hashes differ are looked at", () => {
  const hashes = (...entries: readonly (readonly [string, Objects])[]) =>
    new Map(entries.map(([module, objects]) => [module, hashObjects(objects)]));
  const [one, two] = [catalog(sequence("people", "a")), catalog(sequence("people", "a", { cycle: true }))];
  expect(
    differingModules(hashes(["a", one], ["b", one], ["d", one]), hashes(["a", one], ["b", two], ["c", one])),
  ).toEqual(["b", "c", "d"]);
});

test("who may look at sys-core's tables is no drift; anything else of them is", () => {
  const plain = sequence("sys_core", "a");
  const granted = catalog(sequence("sys_core", "a", { grants: [{ role: "monitor", has: ["USAGE"] }] }));
  const known = ["people", "sales", "sys-core"];
  expect(found(catalog(plain), granted, known).drift).toEqual([]);
  const people = catalog(sequence("people", "a", { grants: [{ role: "monitor", has: ["USAGE"] }] }));
  expect(found(catalog(sequence("people", "a")), people, known).drift).toEqual(["people changed sequence people.a"]);
  expect(found(catalog(plain), catalog(sequence("sys_core", "a", { cycle: true })), known).drift).toEqual([
    "sys-core changed sequence sys_core.a",
  ]);
});
