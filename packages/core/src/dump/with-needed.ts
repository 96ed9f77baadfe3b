import { qualified } from "../sql/identifier.js";
import type { ObjectKey } from "../snapshot/catalog-object.js";
import { schema } from "../snapshot/kinds/schema.js";
import { neededKeys } from "../snapshot/needed-keys.js";
import type { Snapshot } from "../snapshot/snapshot.js";

/** Some objects of a snapshot with everything that must be there before them, and nothing else, in the snapshot's order. */
export function withNeeded(all: Snapshot["objects"], keys: Iterable<ObjectKey>): Snapshot["objects"] {
  const wholes = new Map<string, ObjectKey>();
  for (const [key, object] of Object.entries(all))
    if (object.of === undefined && ("columns" in object || object.kind === "domain") && object.schema !== undefined)
      wholes.set(qualified({ schema: object.schema, name: object.name }), key);
  const wanted = new Set(keys);
  // A set is iterated over what is added meanwhile.
  for (const key of wanted) {
    const object = all[key];
    if (object === undefined) continue;
    const whole = object.of === undefined ? undefined : wholes.get(qualified(object.of));
    const standsIn = object.schema === undefined ? [] : [schema.key({ kind: "schema", name: object.schema })];
    for (const needed of [...neededKeys(object), ...standsIn, ...(whole === undefined ? [] : [whole])])
      wanted.add(needed);
  }
  return Object.fromEntries(Object.entries(all).filter(([key]) => wanted.has(key)));
}
