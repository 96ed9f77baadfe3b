import { InternalError } from "../errors/internal-error.js";
import { AcyclicOrder } from "../lib/acyclic-order.js";
import { groupBy } from "../lib/group-by.js";
import { topologicalSort } from "../lib/topological-sort.js";
import type { Module } from "../module/module.js";
import { compareIds, compareText, formatId, type MigrationId } from "../types/ids.js";
import { cycleError } from "./cycle-error.js";
import { collectHardEdges, collectSoftEdges, type Edge } from "./graph-edges.js";
import { createIdentities } from "./identity.js";
import type { AppliedMigration, Migration } from "./migration.js";
import { requiresInForce } from "./requires-in-force.js";

/** The order of all defined migrations, with the edges it follows from. Keys are `module@version`. */
export interface MigrationGraph {
  /** Every migration once: one order, whatever is applied and whatever the order of the input. */
  readonly order: readonly Migration[];
  /** Hard edges that end at a migration: what must have run before it. */
  hardEdgesTo(key: string): readonly Edge[];
  /** Soft edges that end at a migration, without those left out because they would close a cycle. */
  softEdgesTo(key: string): readonly Edge[];
  /** The `requires` in force for a migration, resolved: what its history row stores. */
  requiresOf(key: string): readonly MigrationId[];
}

/**
 * Builds the graph of the defined migrations and orders it.
 *
 * Hard edges are sys-core before everything, a module's own versions in order and the `requires` in force: the header
 * of a migration that is pending, the stored set of one that is applied. Then soft edges are inserted in (version,
 * module) order of the migration that they end at, each left out if it would close a cycle. Kahn's algorithm with
 * (version, module) as tie-break makes the total order; what is pending runs in the order that it has there.
 *
 * A `requires` that names nothing defined makes no edge; checkHistory reports it. Of two migrations with one identity
 * the first is taken; checkHistory reports that too.
 *
 * @throws StrataError MIGRATION_CYCLE with the path, each edge with where it comes from.
 */
export function buildMigrationGraph(input: {
  readonly modules: readonly Module[];
  readonly migrations: readonly Migration[];
  readonly applied: readonly AppliedMigration[];
}): MigrationGraph {
  const identities = createIdentities(input.modules, input.migrations);
  const nodes = new Map<string, Migration>();
  for (const migration of input.migrations.toSorted(compareMigrations))
    if (!nodes.has(formatId(migration))) nodes.set(formatId(migration), migration);
  const requires = requiresInForce(nodes, input.applied, identities);

  const hard = collectHardEdges(nodes, requires);
  const byId = (a: string, b: string): number => compareIds(nodes.get(a)!, nodes.get(b)!);
  const sorted = topologicalSort([...nodes.keys()], hard.map(pairOf), byId);
  if (sorted.cycle !== undefined) throw cycleError(sorted.cycle, hard, nodes);

  const soft = withoutCycles(sorted.order, hard, collectSoftEdges(nodes, input.modules, requires));
  const total = topologicalSort(sorted.order, [...hard, ...soft].map(pairOf), byId);
  if (total.cycle !== undefined) throw new InternalError(`soft edges closed a cycle: ${total.cycle.join(", ")}`);

  const hardTo = groupBy(hard, (edge) => edge.after);
  const softTo = groupBy(soft, (edge) => edge.after);
  return {
    order: total.order.map((key) => nodes.get(key)!),
    hardEdgesTo: (key) => hardTo.get(key) ?? [],
    softEdgesTo: (key) => softTo.get(key) ?? [],
    requiresOf: (key) => requires.get(key) ?? [],
  };
}

/** The soft edges that can be kept, inserted one after the other. `order` agrees with the hard edges. */
function withoutCycles(order: readonly string[], hard: readonly Edge[], soft: readonly Edge[]): Edge[] {
  const numberOf = new Map(order.map((key, index) => [key, index]));
  const acyclic = new AcyclicOrder(order.map((_key, index) => index));
  const insert = (edge: Edge): boolean => acyclic.insert(numberOf.get(edge.before)!, numberOf.get(edge.after)!);
  hard.forEach(insert);
  return soft.filter(insert);
}

function pairOf(edge: Edge): readonly [string, string] {
  return [edge.before, edge.after];
}

/** By identity, and for two folders of one identity by name and place, so that the same one is always first. */
function compareMigrations(a: Migration, b: Migration): number {
  return compareIds(a, b) || compareText(a.name, b.name) || compareText(a.directory, b.directory);
}
