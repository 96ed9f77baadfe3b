import { formatId, type MigrationId } from "../types/ids.js";
import type { Identities } from "./identity.js";
import type { AppliedMigration, Migration } from "./migration.js";

/**
 * The `requires` in force for each defined migration that has some: the stored set of one that is applied, the header of
 * any other. Old stamps and module names are resolved; each required migration stands there once, in the order it was
 * written.
 */
export function requiresInForce(
  migrations: ReadonlyMap<string, Migration>,
  applied: readonly AppliedMigration[],
  identities: Identities,
): ReadonlyMap<string, readonly MigrationId[]> {
  const stored = new Map(applied.map((row) => [formatId(identities.migration(row)), row.requires]));
  const inForce = new Map<string, readonly MigrationId[]>();
  for (const [key, migration] of migrations) {
    const written = stored.get(key) ?? migration.headers.requires;
    if (written.length === 0) continue;
    const resolved = written.map((id) => identities.migration(id));
    inForce.set(key, [...new Map(resolved.map((id) => [formatId(id), id])).values()]);
  }
  return inForce;
}
