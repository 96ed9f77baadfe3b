import { must } from "../errors/internal-error.js";
import type { RowText } from "./hash-row.js";
import type { RowKey } from "./inverse-delta.js";
import { type TableShape, columnOf } from "./table-shape.js";

/** The key of a row whose texts are known. The table has one. */
export function keyOf(shape: TableShape, row: RowText): RowKey {
  const columns = must(shape.key, `the key of ${shape.name}`);
  return Object.fromEntries(columns.map((column) => [column, must(row[column], `the key column ${column}`)]));
}

/**
 * A key that was recorded earlier, in today's columns. A key column that was renamed since is the one column of
 * today's key that the recorded one does not name. Undefined when the key cannot be told any more.
 */
export function currentKey(shape: TableShape, recorded: RowKey): RowKey | undefined {
  const columns = Object.keys(recorded);
  const lost = columns.filter((column) => columnOf(shape, column) === undefined);
  if (lost.length === 0) return recorded;
  const candidates = (shape.key ?? []).filter((column) => !columns.includes(column));
  if (lost.length !== 1 || candidates.length !== 1 || shape.key?.length !== columns.length) return undefined;
  return Object.fromEntries(columns.map((column) => [column === lost[0] ? candidates[0]! : column, recorded[column]!]));
}
