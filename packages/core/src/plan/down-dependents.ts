import { StrataError } from "../errors/strata-error.js";
import { groupBy } from "../lib/group-by.js";
import { topologicalSort } from "../lib/topological-sort.js";
import type { Identities } from "../migration/identity.js";
import type { AppliedMigration } from "../migration/migration.js";
import { compareIds, formatId } from "../types/ids.js";
import type { MatchedRow } from "./match-rows.js";

/** A row to take back, with the identities of the rows that it was added for; none when it was asked for. */
export interface RowToTakeBack<Row extends AppliedMigration = AppliedMigration> extends MatchedRow<Row> {
  readonly because: readonly string[];
}

/**
 * Adds the rows that depend on those asked for and puts them into order: dependents first, otherwise the newest by order
 * of application first. One row depends on another when its stored `requires` names it, or when it is the next version
 * of the same module. Soft edges are not followed: nothing is taken back that only might need it.
 *
 * @throws StrataError MIGRATION_CYCLE where a `was` header has closed a circle among rows that have run.
 */
export function addDependents<Row extends AppliedMigration>(
  rows: readonly MatchedRow<Row>[],
  asked: readonly MatchedRow<Row>[],
  identities: Identities,
): readonly RowToTakeBack<Row>[] {
  const dependents = listDependents(rows, identities);
  const because = new Map<MatchedRow<Row>, string[]>(asked.map((row) => [row, []]));
  const wasAsked = new Set(asked);
  for (const row of because.keys())
    for (const dependent of dependents.get(row) ?? []) {
      const reasons = because.get(dependent) ?? [];
      because.set(dependent, reasons);
      if (!wasAsked.has(dependent)) reasons.push(formatId(row.id));
    }

  const edges = [...because.keys()].flatMap((row) =>
    (dependents.get(row) ?? []).map((dependent) => [dependent, row] as const),
  );
  const sorted = topologicalSort(
    [...because.keys()],
    edges,
    (a, b) => b.row.sequence - a.row.sequence || compareIds(b.id, a.id),
  );
  if (sorted.cycle !== undefined) {
    const cycle = sorted.cycle.map(({ id }) => formatId(id));
    throw new StrataError(
      "MIGRATION_CYCLE",
      `applied migrations depend on each other in a circle: ${cycle.join(", ")}`,
      {
        hint: "Look at the `was` headers of these: a new stamp has put one of them behind what depends on it.",
        details: { cycle },
      },
    );
  }
  return sorted.order.map((row) => ({ ...row, because: because.get(row)!.toSorted() }));
}

/** For each row those that must be taken back before it. */
function listDependents<Row extends AppliedMigration>(
  rows: readonly MatchedRow<Row>[],
  identities: Identities,
): Map<MatchedRow<Row>, MatchedRow<Row>[]> {
  const byId = groupBy(rows, ({ id }) => formatId(id));
  const pairs: { readonly row: MatchedRow<Row>; readonly dependent: MatchedRow<Row> }[] = [];
  for (const chain of groupBy(
    rows.toSorted((a, b) => compareIds(a.id, b.id)),
    ({ id }) => id.module,
  ).values())
    for (let index = 1; index < chain.length; index++) pairs.push({ row: chain[index - 1]!, dependent: chain[index]! });
  for (const dependent of rows)
    for (const required of dependent.row.requires)
      for (const row of byId.get(formatId(identities.migration(required))) ?? [])
        if (row !== dependent) pairs.push({ row, dependent });
  return new Map(
    [...groupBy(pairs, ({ row }) => row)].map(([row, list]) => [row, list.map(({ dependent }) => dependent)]),
  );
}
