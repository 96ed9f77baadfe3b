import type { CatalogObject, ObjectKey } from "./catalog-object.js";

/** What an object and its columns need, each once; its schema and what it is a part of are not among them. */
export function neededKeys(object: CatalogObject): readonly ObjectKey[] {
  const ofColumns = "columns" in object ? object.columns.flatMap(({ needs }) => needs ?? []) : [];
  const own = object.needs ?? [];
  return ofColumns.length === 0 ? own : [...new Set([...own, ...ofColumns])];
}
