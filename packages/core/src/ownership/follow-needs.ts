import type { CatalogObject, ObjectKey } from "../snapshot/catalog-object.js";
import type { ModuleName } from "../types/ids.js";
import { neededKeys } from "../snapshot/needed-keys.js";
import { moduleOf, type Owner } from "./owner.js";

/**
 * Finds the modules of objects that stand outside of schemas and have no name that could be claimed. The first of these
 * that names one module decides:
 *
 * 1. what it needs within schemas: a cast its function and its types, an event trigger its function, a publication its
 *    tables. Where these are of several modules, the one of them that depends on all others; else the functions alone;
 * 2. what needs it: a foreign server its foreign tables, a wrapper its servers. Where these are of several modules, the one
 *    of them that all others depend on;
 * 3. what it needs outside of schemas: a user mapping its server.
 *
 * `known` says whose the others are. Objects that nothing decides are absent from the result.
 */
export function followNeeds(
  objects: Readonly<Record<ObjectKey, CatalogObject>>,
  known: ReadonlyMap<ObjectKey, Owner>,
  outside: ReadonlySet<ObjectKey>,
  dependsOn: (module: ModuleName, on: ModuleName) => boolean,
): Map<ObjectKey, ModuleName> {
  const neededBy = new Map<ObjectKey, ObjectKey[]>([...outside].map((key) => [key, []]));
  if (outside.size > 0)
    for (const [key, object] of Object.entries(objects))
      for (const needed of neededKeys(object)) neededBy.get(needed)?.push(key);

  const needsOf = (key: ObjectKey): readonly ObjectKey[] => neededKeys(objects[key]!);
  const upwards = remember((key) => {
    if (!outside.has(key)) return moduleOf(known.get(key));
    const within = needsOf(key).filter((one) => !outside.has(one));
    return (
      chooseOne(within.map(upwards), dependsOn) ??
      chooseOne(within.filter((one) => objects[one]?.kind === "function").map(upwards), dependsOn) ??
      chooseOne(neededBy.get(key)!.map(upwards), (module, other) => dependsOn(other, module))
    );
  });
  const ownerOf = remember((key) => {
    const beside = needsOf(key).filter((one) => outside.has(one));
    return upwards(key) ?? chooseOne(beside.map(ownerOf), dependsOn);
  });
  return new Map(
    [...outside].flatMap((key) => {
      const module = ownerOf(key);
      return module === undefined ? [] : [[key, module] as const];
    }),
  );
}

/** The same function, each answer found once. What asks for itself on the way is told that nothing is known. */
function remember(find: (key: ObjectKey) => ModuleName | undefined): (key: ObjectKey) => ModuleName | undefined {
  const found = new Map<ObjectKey, ModuleName | undefined>();
  return (key) => {
    if (!found.has(key)) {
      found.set(key, undefined);
      found.set(key, find(key));
    }
    return found.get(key);
  };
}

/** The module that all of these have which have one; of several the only one that stands so to each of the others. */
function chooseOne(
  modules: readonly (ModuleName | undefined)[],
  stands: (module: ModuleName, other: ModuleName) => boolean,
): ModuleName | undefined {
  const distinct = [...new Set(modules.filter((module) => module !== undefined))];
  const chosen = distinct.filter((module) => distinct.every((other) => other === module || stands(module, other)));
  return chosen.length === 1 ? chosen[0] : undefined;
}
