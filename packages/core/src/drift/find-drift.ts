import type { CatalogObject, ObjectKey } from "../snapshot/catalog-object.js";
import { neededKeys } from "../snapshot/needed-keys.js";
import { moduleOf, type Owners } from "../ownership/owner.js";
import { SYS_CORE } from "../module/module.js";
import { compareText, type ModuleName } from "../types/ids.js";
import { columnOrder, compareObjects, type Difference } from "./compare-objects.js";
import { type Objects, ownerName, SHARED, UNCLAIMED } from "./owned-objects.js";

/** A difference and the module whose object it is; undefined for what several modules share. */
export interface Drift extends Difference {
  readonly module: ModuleName | undefined;
}

/** What differs between a stored catalog and a live one. */
export interface FoundDrift {
  /** By module, then by key. */
  readonly drift: readonly Drift[];
  /** New, gone or changed objects that nobody claims: they are not strata's affair. Sorted. */
  readonly unclaimed: readonly Difference[];
  /** Tables whose columns stand in another order than before, which is no drift. */
  readonly orders: readonly {
    readonly module: ModuleName | undefined;
    readonly key: ObjectKey;
    readonly before: readonly string[];
    readonly after: readonly string[];
  }[];
}

/**
 * Compares stored objects with live ones, object by object. An object is the same one when its key is, whoever owns it:
 * claims may have changed since it was stored. It is drift of the module that owns it now, or else of the one that did.
 *
 * What nobody claims is drift only where it is new and needs an object that is claimed (a view on a module's table, a
 * foreign key to it): it is told as that module's. What belonged to a module that is not `known` is passed over. Who may
 * look at sys-core's tables is the operators' to say: privileges on them are no drift.
 *
 * @param stored By module, as `splitByModule` has it.
 */
export function findDrift(
  stored: ReadonlyMap<ModuleName, Objects>,
  live: { readonly objects: Objects; readonly owners: Owners },
  known: ReadonlySet<ModuleName>,
): FoundDrift {
  const before = new Map<ObjectKey, { readonly owner: string; readonly object: CatalogObject }>();
  for (const [owner, objects] of stored)
    for (const [key, object] of Object.entries(objects)) before.set(key, { owner, object });
  const drift: Drift[] = [];
  const unclaimed: Difference[] = [];
  const orders: FoundDrift["orders"][number][] = [];
  const tell = (difference: Difference, owner: string): void => {
    if (owner === UNCLAIMED) unclaimed.push(difference);
    else if (owner === SHARED) drift.push({ ...difference, module: undefined });
    else if (known.has(owner)) drift.push({ ...difference, module: owner });
  };
  for (const key of new Set([...before.keys(), ...Object.keys(live.objects)])) {
    const [was, is] = [before.get(key), live.objects[key]];
    const now = ownerName(live.owners.of.get(key));
    const owner = now === UNCLAIMED ? (was?.owner ?? now) : now;
    if (is === undefined) tell({ key, kind: "removed", changes: [] }, owner);
    else if (was === undefined)
      tell({ key, kind: "added", changes: [] }, owner === UNCLAIMED ? ownerNeededBy(is, live.owners) : owner);
    else {
      const [from, to] = owner === SYS_CORE ? [withoutGrants(was.object), withoutGrants(is)] : [was.object, is];
      const changes = compareObjects(key, from, to);
      if (changes.length > 0) tell({ key, kind: "changed", changes }, owner);
      const order = columnOrder(was.object, is);
      if (order !== undefined) orders.push({ module: known.has(owner) ? owner : undefined, key, ...order });
    }
  }
  const byKey = (a: { key: string }, b: { key: string }): number => compareText(a.key, b.key);
  return {
    drift: drift.toSorted((a, b) => compareText(a.module ?? "", b.module ?? "") || byKey(a, b)),
    unclaimed: unclaimed.toSorted(byKey),
    orders: orders.toSorted(byKey),
  };
}

function withoutGrants(object: CatalogObject): CatalogObject {
  const { grants: _own, ...rest } = object;
  if (!("columns" in rest)) return rest;
  return { ...rest, columns: rest.columns.map(({ grants: _granted, ...column }) => column) };
}

/** The first module that has something that an unclaimed object needs. */
function ownerNeededBy(object: CatalogObject, owners: Owners): string {
  const modules = neededKeys(object).map((key) => moduleOf(owners.of.get(key)));
  return modules.find((module) => module !== undefined) ?? UNCLAIMED;
}
