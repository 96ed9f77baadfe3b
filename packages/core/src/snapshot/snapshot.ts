import type { Major } from "../types/major.js";
import type { CatalogObject, ObjectKey } from "./catalog-object.js";

/** Format of {@link Snapshot}; another number when its meaning changes. */
export const SNAPSHOT_FORMAT = 1;

/**
 * What a database holds beside rows, as one value of plain JSON data: everything that users made, nothing of PostgreSQL's
 * own and nothing that belongs to an extension. Owners, oids and statistics are no part of it.
 */
export interface Snapshot {
  readonly format: typeof SNAPSHOT_FORMAT;
  /** Major version of the server that has written the expressions: other majors write them otherwise. */
  readonly major: Major;
  /** Sorted by key. */
  readonly objects: Readonly<Record<ObjectKey, CatalogObject>>;
}
