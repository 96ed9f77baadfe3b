import type { MigrationId, ModuleName, Version } from "../types/ids.js";

/** The newest version of each module among these migrations, which carry the names that modules and stamps have today. */
export function newestVersions(migrations: Iterable<MigrationId>): Map<ModuleName, Version> {
  const newest = new Map<ModuleName, Version>();
  for (const { module, version } of migrations) if (version > (newest.get(module) ?? "")) newest.set(module, version);
  return newest;
}
