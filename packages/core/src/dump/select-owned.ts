import { must } from "../errors/internal-error.js";
import type { CatalogObject, ObjectKey } from "../snapshot/catalog-object.js";
import { schema } from "../snapshot/kinds/schema.js";
import { neededKeys } from "../snapshot/needed-keys.js";
import type { Snapshot } from "../snapshot/snapshot.js";
import { moduleOf, type Owner, type Owners } from "../ownership/owner.js";
import { compareText, type ModuleName } from "../types/ids.js";

/** A module's part of a snapshot. */
export interface OwnedSlice {
  /** Its objects and the shared ones that these need (extensions, schemas), in the order of the snapshot. */
  readonly objects: Readonly<Record<ObjectKey, CatalogObject>>;
  /** What must be there before them and is not the module's, each once, sorted by key. */
  readonly uses: readonly UsedObject[];
}

/** An object that a module needs and does not own. */
export interface UsedObject {
  readonly key: ObjectKey;
  readonly owner: Owner;
}

/**
 * The objects of one module and what else they need: by what the server knows, and the schemas that they stand in. What
 * is shared is made by each module that needs it, where it is not there already; `extensions` names those that the module
 * creates, for what uses them may be no object at all.
 */
export function selectOwned(
  snapshot: Snapshot,
  owners: Owners,
  module: ModuleName,
  extensions: ReadonlySet<string> = new Set(),
): OwnedSlice {
  const { objects } = snapshot;
  const isOwn = ([key, object]: readonly [ObjectKey, CatalogObject]): boolean =>
    moduleOf(owners.of.get(key)) === module || (object.kind === "extension" && extensions.has(object.name));
  const slice = new Set(Object.entries(objects).flatMap((entry) => (isOwn(entry) ? entry[0] : [])));
  const uses = new Map<ObjectKey, Owner>();
  for (const key of slice) {
    const object = must(objects[key], key);
    const inSchema = object.schema === undefined ? [] : [schema.key({ kind: "schema", name: object.schema })];
    for (const needed of [...neededKeys(object), ...inSchema]) {
      const owner = owners.of.get(needed);
      if (slice.has(needed) || owner === undefined) continue;
      // A set that grows while it is walked: what is shared may need what is shared.
      if (owner === "shared") slice.add(needed);
      else uses.set(needed, owner);
    }
  }
  return {
    objects: Object.fromEntries(Object.entries(objects).filter(([key]) => slice.has(key))),
    uses: [...uses].map(([key, owner]) => ({ key, owner })).toSorted((a, b) => compareText(a.key, b.key)),
  };
}
