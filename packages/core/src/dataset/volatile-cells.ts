import type { ReplayedRow, ReplayedTable } from "./replayed-table.js";
import type { TextValue } from "./inverse-delta.js";
import { isSurrogate } from "./label-rows.js";

/** What of a table's rows differs from replay to replay. */
export interface Volatility {
  /** Whether the value of this row is another one each time, or will be at another time. */
  isVolatile(row: ReplayedRow, column: string): boolean;
  /** Whether there are other rows each time, or a value is there one time and not the other: more than other values. */
  readonly rowsDiffer: boolean;
}

/**
 * Compares a table of two replays of the same history cell by cell: labelled rows by their labels, the others by the first
 * unique key that has the same values in both. Without such a key nobody knows which of them is which, and a column counts
 * as differing in all of them when its values do.
 */
export function findVolatile(one: ReplayedTable, other: ReplayedTable | undefined): Volatility {
  const isLabelled = ({ shipped }: ReplayedRow): boolean => shipped !== undefined;
  const isUnlabelled = (row: ReplayedRow): boolean => !isLabelled(row);
  const others = other?.rows ?? [];
  const labelled = compareRows(one.rows.filter(isLabelled), others.filter(isLabelled), ({ shipped }) =>
    String(shipped?.label),
  );
  const [some, rest] = [one.rows.filter(isUnlabelled), others.filter(isUnlabelled)];
  const key = stableKey(one, some, rest);
  const keyed = key && compareRows(some, rest, (row) => keyOf(row, key));
  const columns = differingColumns(some, rest);
  const nulls = (rows: readonly ReplayedRow[], column: string): number =>
    rows.filter(({ texts }) => texts[column] === null).length;
  const nullsDiffer = [...columns].some((column) => nulls(some, column) !== nulls(rest, column));
  const anywhere = new Set([...(keyed?.columns ?? columns), ...labelled.columns]);
  const columnsOf = (row: ReplayedRow): ReadonlySet<string> => {
    if (row.shipped !== undefined) return labelled.cells.get(row.shipped.label) ?? anywhere;
    return key === undefined ? columns : (keyed?.cells.get(keyOf(row, key)) ?? anywhere);
  };
  return {
    rowsDiffer: others.length !== one.rows.length || labelled.rowsDiffer || (keyed?.rowsDiffer ?? nullsDiffer),
    isVolatile: (row, column) => row.current?.has(column) === true || columnsOf(row).has(column),
  };
}

interface Compared {
  /** By row, the columns that differ. */
  readonly cells: ReadonlyMap<string, ReadonlySet<string>>;
  /** All of these. */
  readonly columns: ReadonlySet<string>;
  readonly rowsDiffer: boolean;
}

function compareRows(
  some: readonly ReplayedRow[],
  others: readonly ReplayedRow[],
  nameOf: (row: ReplayedRow) => string,
): Compared {
  const byName = new Map(others.map((row) => [nameOf(row), row]));
  const cells = new Map<string, ReadonlySet<string>>();
  let rowsDiffer = false;
  for (const row of some) {
    const { texts } = row;
    const same = byName.get(nameOf(row))?.texts;
    if (same === undefined) rowsDiffer = true;
    else {
      const columns = Object.keys(texts).filter((column) => texts[column] !== same[column]);
      cells.set(nameOf(row), new Set(columns));
      rowsDiffer ||= columns.some((column) => texts[column] === null || same[column] === null);
    }
  }
  return { cells, columns: new Set([...cells.values()].flatMap((names) => [...names])), rowsDiffer };
}

/** A sequence gives the same numbers to other rows where fixtures are loaded in between: no key of its columns. */
function stableKey(
  { shape, uniqueKeys }: ReplayedTable,
  some: readonly ReplayedRow[],
  others: readonly ReplayedRow[],
): readonly string[] | undefined {
  const valuesOf = (rows: readonly ReplayedRow[], key: readonly string[]): string =>
    JSON.stringify(rows.map((row) => keyOf(row, key)).toSorted());
  const isFilled = (name: string): boolean =>
    shape.columns.some((column) => column.name === name && isSurrogate(column));
  return uniqueKeys.find((key) => !key.some(isFilled) && valuesOf(some, key) === valuesOf(others, key));
}

function keyOf({ texts }: ReplayedRow, key: readonly string[]): string {
  return JSON.stringify(key.map((column) => texts[column] ?? null));
}

function differingColumns(some: readonly ReplayedRow[], others: readonly ReplayedRow[]): Set<string> {
  const valuesOf = (rows: readonly ReplayedRow[], column: string): string =>
    JSON.stringify(rows.map(({ texts }) => forOrder(texts[column] ?? null)).toSorted());
  return new Set(
    Object.keys(some[0]?.texts ?? {}).filter((column) => valuesOf(some, column) !== valuesOf(others, column)),
  );
}

function forOrder(value: TextValue): string {
  return value === null ? "n" : `v${value}`;
}
