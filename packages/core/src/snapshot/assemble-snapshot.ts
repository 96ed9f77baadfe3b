import type { Major } from "../types/major.js";
import { compareText } from "../types/ids.js";
import type { CatalogObject, ColumnBase, ObjectKey } from "./catalog-object.js";
import { grantsOf } from "./grants.js";
import type { Kind, ReadObject, Row } from "./kind.js";
import { SNAPSHOT_FORMAT, type Snapshot } from "./snapshot.js";

/** An object while it is being put together, with the columns that a comment or a need may be of. */
interface Draft {
  readonly key: ObjectKey;
  readonly object: Mutable<CatalogObject>;
  readonly columns: ReadonlyMap<number, Mutable<ColumnBase>>;
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
  const byOid = new Map<string, Draft>();
  for (const { kind, objects } of read) {
    for (const { oid, catalog: home = kind.catalog, object, columns = [], aliases = [] } of objects) {
      const own: readonly ColumnBase[] = "columns" in object ? (object.columns ?? []) : [];
      const draft = {
        key: kind.key(object),
        object,
        columns: new Map(columns.map((number, at) => [number, own[at]!])),
      };
      drafts.push(draft);
      for (const [catalog, alias] of [[home, oid] as const, ...aliases]) byOid.set(`${catalog} ${alias}`, draft);
    }
  }
  for (const [catalog, oid, column, text] of all.comments) {
    const draft = byOid.get(`${String(catalog)} ${String(oid)}`);
    const commented = column === 0 ? draft?.object : draft?.columns.get(Number(column));
    if (commented !== undefined) commented.comment = String(text);
  }
  for (const row of all.grants) {
    const [catalog, oids, parts, differences] = row as [string, number[], number[], unknown];
    const grants = grantsOf(differences);
    for (const [at, oid] of oids.entries()) {
      const draft = byOid.get(`${catalog} ${oid}`);
      const granted = parts[at] === 0 ? draft?.object : draft?.columns.get(parts[at]!);
      if (granted !== undefined) granted.grants = grants;
    }
  }
  const needs = new Map<Mutable<CatalogObject> | Mutable<ColumnBase>, Set<ObjectKey>>();
  for (const [catalog, oid, column, neededCatalog, neededOid] of all.dependencies) {
    const draft = byOid.get(`${String(catalog)} ${String(oid)}`);
    const needed = byOid.get(`${String(neededCatalog)} ${String(neededOid)}`);
    const needing = column === 0 ? draft?.object : draft?.columns.get(Number(column));
    if (draft === undefined || needing === undefined || needed === undefined || needed === draft) continue;
    const { of } = draft.object;
    if (neededCatalog === "pg_class" && needed.object.schema === of?.schema && needed.object.name === of?.name)
      continue;
    const keys = needs.get(needing) ?? new Set();
    needs.set(needing, keys.add(needed.key));
  }
  for (const [needing, keys] of needs) needing.needs = [...keys].toSorted(compareText);
  drafts.sort((a, b) => compareText(a.key, b.key));
  return {
    format: SNAPSHOT_FORMAT,
    major,
    objects: Object.fromEntries(drafts.map(({ key, object }) => [key, object])),
  };
}
