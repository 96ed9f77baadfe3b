import { type Module, SYS_CORE } from "../module/module.js";
import { formatId, type MigrationId, type ModuleName, type Version } from "../types/ids.js";
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

/**
 * The edges that hold whatever happens. `migrations` is in (version, module) order. A module's versions make a chain;
 * sys-core's last one comes before each first.
 */
export function collectHardEdges(
  migrations: ReadonlyMap<string, Migration>,
  requires: ReadonlyMap<string, readonly MigrationId[]>,
): Edge[] {
  const edges: Edge[] = [];
  const chains = chainByModule(migrations);
  const lastOfSysCore = chains.get(SYS_CORE)?.at(-1);
  for (const [module, chain] of chains) {
    if (lastOfSysCore !== undefined && module !== SYS_CORE)
      edges.push({ before: lastOfSysCore.key, after: chain[0]!.key, kind: "sys-core" });
    for (let index = 1; index < chain.length; index++)
      edges.push({ before: chain[index - 1]!.key, after: chain[index]!.key, kind: "order" });
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
 * than the migration. `migrations` is in (version, module) order, and so are the edges, by the migration they end at and
 * then by the dependency.
 */
export function collectSoftEdges(
  migrations: ReadonlyMap<string, Migration>,
  modules: readonly Module[],
  requires: ReadonlyMap<string, readonly MigrationId[]>,
): Edge[] {
  const chains = chainByModule(migrations);
  // sys-core comes before everything by a hard edge.
  const dependenciesOf = new Map(
    modules.map(({ name, dependencies }) => [
      name,
      dependencies.filter((dependency) => dependency !== SYS_CORE && dependency !== name).toSorted(),
    ]),
  );
  const edges: Edge[] = [];
  for (const [after, { module, version }] of migrations) {
    const required = requires.get(after);
    for (const dependency of dependenciesOf.get(module) ?? []) {
      if (required?.some((id) => id.module === dependency) === true) continue;
      const before = newestNotYounger(chains.get(dependency) ?? [], version)?.key;
      if (before !== undefined) edges.push({ before, after, kind: "soft" });
    }
  }
  return edges;
}

interface Link {
  readonly key: string;
  readonly version: Version;
}

/** The versions of each module in order. */
function chainByModule(migrations: ReadonlyMap<string, Migration>): Map<ModuleName, Link[]> {
  const chains = new Map<ModuleName, Link[]>();
  for (const [key, { module, version }] of migrations) {
    const chain = chains.get(module);
    if (chain === undefined) chains.set(module, [{ key, version }]);
    else chain.push({ key, version });
  }
  return chains;
}

/** Binary search in a list sorted by version. */
function newestNotYounger(sorted: readonly Link[], version: Version): Link | undefined {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.version <= version) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1];
}
