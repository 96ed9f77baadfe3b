import type { Difference } from "./compare-objects.js";

/** Differences in the order in which a short text should name them: schemas, tables, then the rest, parts of tables last. */
export function tellingOrder<T extends Difference>(differences: readonly T[]): T[] {
  return differences.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** Keys begin with the words of their kind. */
function rankOf({ key }: Difference): number {
  if (key.startsWith("schema ")) return 0;
  if (key.startsWith("table ")) return 1;
  return /^(?:constraint|index|trigger|rule|policy|statistics|sequence) /u.test(key) ? 3 : 2;
}
