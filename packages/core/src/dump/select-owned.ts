import type { CatalogObject, ObjectKey } from "../snapshot/catalog-object.js";
import { schema } from "../snapshot/kinds/schema.js";
import { neededKeys } from "../snapshot/needed-keys.js";
import type { Snapshot } from "../snapshot/snapshot.js";
import { moduleOf, type Owner, type Owners } from "../ownership/owner.js";
import { compareText, type ModuleName } from "../types/ids.js";

/** A module's part of a snapshot. */
export interface OwnedSlice {
  /** Its objects, in the order of the snapshot. */
  readonly objects: Readonly<Record<ObjectKey, CatalogObject>>;
  /** What must be there before them and is not the module's, each once, sorted by key. */
  readonly uses: readonly UsedObject[];
}

/** An object that a module needs and does not own. */
export interface UsedObject {
  readonly key: ObjectKey;
  readonly owner: Owner;
}

/** The objects of one module and what else they need: by what the server knows, and the schemas that they stand in. */
export function selectOwned(snapshot: Snapshot, owners: Owners, module: ModuleName): OwnedSlice {
  const own = Object.entries(snapshot.objects).filter(([key]) => moduleOf(owners.of.get(key)) === module);
  const needed = new Set(
    own.flatMap(([, object]) => [
      ...neededKeys(object),
      ...(object.schema === undefined ? [] : [schema.key({ kind: "schema", name: object.schema })]),
    ]),
  );
  for (const [key] of own) needed.delete(key);
  return {
    objects: Object.fromEntries(own),
    uses: [...needed].toSorted(compareText).flatMap((key) => {
      const owner = owners.of.get(key);
      return owner === undefined ? [] : [{ key, owner }];
    }),
  };
}
