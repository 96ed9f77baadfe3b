import type { Finding } from "../errors/finding.js";
import { InternalError } from "../errors/internal-error.js";
import type { Module } from "../module/module.js";
import type { Migration } from "./migration.js";

/**
 * The imports of transform.ts and schema.ts that reach past the frozen past, as FROZEN_IMPORT with line and column.
 *
 * A frozen schema.ts may import drizzle-orm and other migrations' schema.ts; a transform.ts also node:*, installed
 * packages and strata's types, but no live source of a module: its meaning would change under the migration's feet.
 */
export function frozenImportFindings(migration: Migration, module: Module): Finding[] {
  if (migration.transform !== undefined || migration.schema !== undefined)
    throw new InternalError(`the scan is not there yet: ${module.name}`);
  return [];
}
