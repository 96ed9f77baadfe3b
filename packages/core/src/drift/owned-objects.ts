import { canonicalJson } from "../lib/canonical-json.js";
import { groupBy } from "../lib/group-by.js";
import { sha256 } from "../lib/hash.js";
import { moduleOf, type Owner, type Owners } from "../ownership/owner.js";
import type { CatalogObject, ObjectKey } from "../snapshot/catalog-object.js";
import type { Snapshot } from "../snapshot/snapshot.js";
import type { ModuleName } from "../types/ids.js";

/** Stand for a module where an object belongs to none. No module has such a name. */
export const SHARED = "(shared)";
export const UNCLAIMED = "(unclaimed)";

/** Objects by their keys. */
export type Objects = Readonly<Record<ObjectKey, CatalogObject>>;

/** The objects of a snapshot by the module that owns them, or {@link SHARED}, or {@link UNCLAIMED}. */
export function splitByModule(objects: Snapshot["objects"], owners: Owners): Map<ModuleName, Objects> {
  const groups = groupBy(Object.entries(objects), ([key]) => ownerName(owners.of.get(key)));
  return new Map([...groups].map(([module, entries]) => [module, Object.fromEntries(entries)]));
}

/** The module's name, or what stands for it. */
export function ownerName(owner: Owner | undefined): string {
  return moduleOf(owner) ?? (owner === "shared" ? SHARED : UNCLAIMED);
}

/** SHA-256 over the canonical JSON of objects. docs/FORMATS.md, "Stored snapshot". */
export function hashObjects(objects: Objects): string {
  return sha256(canonicalJson(objects));
}

/** The modules on which two sides do not agree, as far as their hashes tell, sorted. */
export function differingModules(
  before: ReadonlyMap<ModuleName, string>,
  after: ReadonlyMap<ModuleName, string>,
): ModuleName[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((module) => before.get(module) !== after.get(module)).toSorted();
}
