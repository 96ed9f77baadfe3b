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
 * is shared is made by each module that needs it, where it is not there already; `named` has the names of what is shared
 * that the module's migrations create or alter, for what uses it may be no object at all: privileges on the schema `public`.
 */
export function selectOwned(
  snapshot: Snapshot,
  owners: Owners,
  module: ModuleName,
  named: { readonly extensions?: ReadonlySet<string>; readonly schemas?: ReadonlySet<string> } = {},
): OwnedSlice {
  const { objects } = snapshot;
  const keys = Object.keys(objects);
  const slice = new Set<ObjectKey>();
  for (const key of keys) {
    const { kind, name } = must(objects[key], key);
    const owner = owners.of.get(key);
    const isNamed =
      owner === "shared" &&
      ((kind === "extension" && named.extensions?.has(name)) || (kind === "schema" && named.schemas?.has(name)));
    if (isNamed === true || moduleOf(owner) === module) slice.add(key);
  }
  const uses = new Map<ObjectKey, Owner>();
  const need = (needed: ObjectKey): void => {
    const owner = owners.of.get(needed);
    if (slice.has(needed) || owner === undefined) return;
    // A set that grows while it is walked: what is shared may need what is shared.
    if (owner === "shared") slice.add(needed);
    else uses.set(needed, owner);
  };
  const schemas = new Set<string>();
  for (const key of slice) {
    const object = must(objects[key], key);
    for (const needed of neededKeys(object)) need(needed);
    if (object.schema === undefined || schemas.has(object.schema)) continue;
    schemas.add(object.schema);
    need(schema.key({ kind: "schema", name: object.schema }));
  }
  const chosen: Record<ObjectKey, CatalogObject> = {};
  for (const key of keys) if (slice.has(key)) chosen[key] = must(objects[key], key);
  return {
    objects: chosen,
    uses: [...uses].map(([key, owner]) => ({ key, owner })).toSorted((a, b) => compareText(a.key, b.key)),
  };
}
