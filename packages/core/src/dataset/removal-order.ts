import { groupBy } from "../lib/group-by.js";

/** A row that references another one, both by their index; `by` names the referencing table. */
export interface RowReference {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/**
 * Splits rows 0 to count-1 into those that can go and those that must stay: rows that are referenced from outside, and
 * what those reference in turn. `blocked` says which table references each.
 */
export function unreferenced(
  count: number,
  outside: ReadonlyMap<number, string>,
  inside: readonly RowReference[],
): { readonly free: readonly number[]; readonly blocked: ReadonlyMap<number, string> } {
  const blocked = new Map<number, string>(outside);
  const referencesOf = groupBy(inside, ({ from }) => from);
  // A Map visits what is added to it while it is being read.
  for (const index of blocked.keys()) {
    for (const { to, by } of referencesOf.get(index) ?? []) if (!blocked.has(to)) blocked.set(to, by);
  }
  return { free: Array.from({ length: count }, (_, index) => index).filter((index) => !blocked.has(index)), blocked };
}

/**
 * Groups of rows in an order in which they can be deleted: each group is referenced by earlier groups only, except the
 * last one, which holds circles and what they reference when there are any.
 */
export function removalOrder(
  rows: readonly number[],
  inside: readonly RowReference[],
): readonly { readonly rows: readonly number[]; readonly circle: boolean }[] {
  const left = new Set(rows);
  const edges = inside.filter(({ from, to }) => from !== to && left.has(from) && left.has(to));
  const counts = new Map<number, number>();
  const referencesOf = groupBy(edges, ({ from }) => from);
  for (const { to } of edges) counts.set(to, (counts.get(to) ?? 0) + 1);
  const groups: { rows: readonly number[]; circle: boolean }[] = [];
  let next = rows.filter((row) => !counts.has(row));
  while (next.length > 0) {
    groups.push({ rows: next, circle: false });
    const freed: number[] = [];
    for (const row of next) {
      left.delete(row);
      for (const { to } of referencesOf.get(row) ?? []) {
        counts.set(to, counts.get(to)! - 1);
        if (counts.get(to) === 0) freed.push(to);
      }
    }
    next = freed;
  }
  if (left.size > 0) groups.push({ rows: [...left], circle: true });
  return groups;
}
