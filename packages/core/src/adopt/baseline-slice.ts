import { selectOwned } from "../dump/select-owned.js";
import type { Finding } from "../errors/finding.js";
import { moduleOf, type Owners } from "../ownership/owner.js";
import type { ObjectKey } from "../snapshot/catalog-object.js";
import { schema } from "../snapshot/kinds/schema.js";
import { neededKeys } from "../snapshot/needed-keys.js";
import type { Snapshot } from "../snapshot/snapshot.js";
import type { ModuleName } from "../types/ids.js";

/** What the baseline of a module is made from. */
export interface BaselineSlice {
  /** What the module owns, and what it needs and modules share: extensions and schemas. */
  readonly objects: Snapshot["objects"];
  /** What the module needs and cannot have, each an error. */
  readonly findings: readonly Finding[];
}

/**
 * The slice of a snapshot that a module owns, with what it needs beside it. What it needs must be its own, shared, or that of
 * a module in `before`: those it depends on which have a history in the database.
 */
export function baselineSlice(
  snapshot: Snapshot,
  owners: Owners,
  module: ModuleName,
  before: ReadonlySet<ModuleName>,
): BaselineSlice {
  const { objects, uses } = selectOwned(snapshot, owners, module);
  const missing = uses.filter(({ owner }) => !before.has(moduleOf(owner) ?? ""));
  return {
    objects,
    findings: missing.map(({ key, owner }) => outOfReach(module, whoNeeds(key, objects), key, moduleOf(owner))),
  };
}

function keyOfSchema(name: string): ObjectKey {
  return schema.key({ kind: "schema", name });
}

function whoNeeds(key: ObjectKey, objects: Snapshot["objects"]): ObjectKey {
  const [user] =
    Object.entries(objects).find(
      ([, object]) =>
        neededKeys(object).includes(key) || (object.schema !== undefined && keyOfSchema(object.schema) === key),
    ) ?? [];
  return user ?? key;
}

function outOfReach(module: ModuleName, key: ObjectKey, needed: ObjectKey, owner: ModuleName | undefined): Finding {
  if (owner === undefined)
    return {
      code: "ADOPT_NOT_SQL",
      message: `${key} needs ${needed}, which no module claims`,
      hint: `Let ${module} or a module that it depends on claim it.`,
      module,
    };
  return {
    code: "ADOPT_DEPENDENCY",
    message: `${key} needs ${needed} of ${owner}, which has no history here that ${module} could require`,
    hint: `Let ${module} depend on ${owner} in its package.json, and adopt ${owner} first.`,
    module,
  };
}
