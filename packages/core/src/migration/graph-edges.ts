import { groupBy } from "../lib/group-by.js";
import { type Module, SYS_CORE } from "../module/module.js";
import { compareIds, formatId, type MigrationId } from "../types/ids.js";
import type { Migration } from "./migration.js";

/** One migration before another, with where that comes from. Both ends are keys, `module@version`. */
export interface Edge {
  readonly before: string;
  readonly after: string;
  /**
   * `sys-core`: it runs before everything. `order`: versions of one module. `requires`: a header, or the history's copy
   * of it. `soft`: a dependency without a header.
   */
  readonly kind: "sys-core" | "order" | "requires" | "soft";
}

/** The edges that hold whatever happens. A module's versions make a chain; sys-core's last one comes before each first. */
export function collectHardEdges(
  migrations: ReadonlyMap<string, Migration>,
  requires: ReadonlyMap<string, readonly MigrationId[]>,
): Edge[] {
  const edges: Edge[] = [];
  const versions = versionsByModule(migrations.values());
  const lastOfSysCore = versions.get(SYS_CORE)?.at(-1);
  for (const [module, chain] of versions) {
    if (lastOfSysCore !== undefined && module !== SYS_CORE)
      edges.push({ before: formatId(lastOfSysCore), after: formatId(chain[0]!), kind: "sys-core" });
    for (let index = 1; index < chain.length; index++)
      edges.push({ before: formatId(chain[index - 1]!), after: formatId(chain[index]!), kind: "order" });
  }
  for (const [after, required] of requires)
    for (const id of required) {
      const before = formatId(id);
      if (migrations.has(before)) edges.push({ before, after, kind: "requires" });
    }
  return edges;
}

/**
 * For each dependency that a migration has no `requires` for: an edge from the dependency's newest version not younger
 * than the migration. In (version, module) order of the migration, then of the dependency.
 */
export function collectSoftEdges(
  migrations: ReadonlyMap<string, Migration>,
  modules: readonly Module[],
  requires: ReadonlyMap<string, readonly MigrationId[]>,
): Edge[] {
  const versions = versionsByModule(migrations.values());
  const dependencies = new Map(modules.map((module) => [module.name, module.dependencies.toSorted()]));
  const edges: Edge[] = [];
  for (const migration of [...migrations.values()].sort(compareIds)) {
    const after = formatId(migration);
    const required = new Set(requires.get(after)?.map((id) => id.module));
    for (const dependency of dependencies.get(migration.module) ?? []) {
      // sys-core comes before everything by a hard edge.
      if (dependency === SYS_CORE || dependency === migration.module || required.has(dependency)) continue;
      const newest = newestNotYounger(versions.get(dependency) ?? [], migration.version);
      if (newest !== undefined) edges.push({ before: formatId(newest), after, kind: "soft" });
    }
  }
  return edges;
}

function versionsByModule(migrations: Iterable<Migration>): Map<string, Migration[]> {
  return groupBy([...migrations].sort(compareIds), (migration) => migration.module);
}

/** Binary search in a list sorted by version. */
function newestNotYounger(sorted: readonly Migration[], version: string): Migration | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.version <= version) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1];
}
