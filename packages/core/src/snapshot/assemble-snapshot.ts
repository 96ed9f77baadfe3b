import type { Major } from "../types/major.js";
import { compareText } from "../types/ids.js";
import type { CatalogObject, ColumnBase, ObjectKey } from "./catalog-object.js";
import { grantsOf } from "./grants.js";
import type { Kind, ReadObject, Row } from "./kind.js";
import { hasUnsettledCasts, withSettledCasts } from "./settled-casts.js";
import { SNAPSHOT_FORMAT, type Snapshot } from "./snapshot.js";

/** An object while it is being put together. */
interface Draft {
  readonly key: ObjectKey;
  readonly object: Mutable<CatalogObject>;
  readonly catalog: string;
  readonly oid: number;
  /** Numbers (attnum) of its columns, in their order. */
  readonly numbers: readonly number[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Puts together what was read of each kind and of all kinds. What has no object here (comments, grants and needs of what a
 * snapshot leaves out) is passed over.
 */
export function assembleSnapshot(
  major: Major,
  read: readonly { readonly kind: Kind; readonly objects: readonly ReadObject<CatalogObject>[] }[],
  all: { readonly comments: readonly Row[]; readonly grants: readonly Row[]; readonly dependencies: readonly Row[] },
): Snapshot {
  const drafts: Draft[] = [];
  const byOid = new Map<unknown, Map<number, Draft>>();
  const register = (catalog: string, oid: number, draft: Draft): void => {
    const ofCatalog = byOid.get(catalog);
    if (ofCatalog === undefined) byOid.set(catalog, new Map([[oid, draft]]));
    else ofCatalog.set(oid, draft);
  };
  for (const { kind, objects } of read) {
    for (const { oid, catalog = kind.catalog, object, columns = [], aliases = [] } of objects) {
      const draft = { key: kind.key(object), object, catalog, oid, numbers: columns };
      drafts.push(draft);
      register(catalog, oid, draft);
      for (const [home, number] of aliases) register(home, number, draft);
    }
  }
  const find = (catalog: unknown, oid: unknown): Draft | undefined => byOid.get(catalog)?.get(Number(oid));
  for (const [catalog, oid, column, text] of all.comments) {
    const draft = find(catalog, oid);
    // What stands for the object in another catalog, as the index of a constraint does, has a comment of its own.
    const isItself = draft !== undefined && catalog === draft.catalog && Number(oid) === draft.oid;
    const commented = column === 0 && !isItself ? undefined : partOf(draft, column);
    if (commented !== undefined) commented.comment = String(text);
  }
  for (const row of all.grants) {
    const [catalog, oids, parts, differences] = row as [string, number[], number[], unknown];
    const grants = grantsOf(differences);
    for (const [at, oid] of oids.entries()) {
      const granted = partOf(find(catalog, oid), parts[at]);
      if (granted !== undefined) granted.grants = grants;
    }
  }
  const needs = new Map<Mutable<CatalogObject> | Mutable<ColumnBase>, Set<ObjectKey>>();
  for (const [catalog, oid, column, neededCatalog, neededOid] of all.dependencies) {
    const draft = find(catalog, oid);
    const needed = find(neededCatalog, neededOid);
    const needing = partOf(draft, column);
    if (draft === undefined || needing === undefined || needed === undefined || needed === draft) continue;
    const { of } = draft.object;
    if (neededCatalog === "pg_class" && needed.object.schema === of?.schema && needed.object.name === of?.name)
      continue;
    const keys = needs.get(needing) ?? new Set();
    needs.set(needing, keys.add(needed.key));
  }
  for (const [needing, keys] of needs) needing.needs = [...keys].toSorted(compareText);
  drafts.sort((a, b) => compareText(a.key, b.key));
  const objects: Record<ObjectKey, CatalogObject> = {};
  for (const { key, object } of drafts) objects[key] = settled(object);
  return { format: SNAPSHOT_FORMAT, major, objects };
}

/** The object itself for 0, else its column of that number. */
function partOf(draft: Draft | undefined, number: unknown): Mutable<CatalogObject> | Mutable<ColumnBase> | undefined {
  if (draft === undefined || number === 0) return draft?.object;
  const columns: readonly ColumnBase[] = "columns" in draft.object ? (draft.object.columns ?? []) : [];
  return columns[draft.numbers.indexOf(Number(number))];
}

/** The texts of routines are the users' own. */
function settled(object: CatalogObject): CatalogObject {
  if (object.kind === "function" || object.kind === "procedure" || !hasUnsettledCasts(object)) return object;
  return withSettledCasts(object);
}
