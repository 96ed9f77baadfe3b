import type { ReplayedRow, ReplayedTable } from "./replayed-table.js";
import type { TextValue } from "./inverse-delta.js";

/** What of a table's rows differs from replay to replay. */
export interface Volatility {
  /** Whether the value of this row is another one each time. */
  isVolatile(row: ReplayedRow, column: string): boolean;
  /** Whether there are other rows each time, or a value is there one time and not the other: more than other values. */
  readonly rowsDiffer: boolean;
}

/**
 * Compares a table of two replays of the same history: labelled rows by their labels, cell by cell; the others, of which nobody
 * knows which is which, by the values that a column has in all of them.
 */
export function findVolatile(one: ReplayedTable, other: ReplayedTable | undefined): Volatility {
  const otherLabelled = new Map((other?.rows ?? []).flatMap((row) => (row.shipped ? [[row.shipped.label, row]] : [])));
  const cells = new Map<string, ReadonlySet<string>>();
  let rowsDiffer = (other?.rows.length ?? 0) !== one.rows.length;
  for (const { texts, shipped } of one.rows) {
    if (shipped === undefined) continue;
    const same = otherLabelled.get(shipped.label);
    if (same === undefined) rowsDiffer = true;
    else {
      const columns = Object.keys(texts).filter((column) => texts[column] !== same.texts[column]);
      cells.set(shipped.label, new Set(columns));
      rowsDiffer ||= columns.some((column) => texts[column] === null || same.texts[column] === null);
    }
  }
  const columns = differingColumns(unlabelled(one), unlabelled(other));
  const nulls = (rows: readonly ReplayedRow[], column: string): number =>
    rows.filter(({ texts }) => texts[column] === null).length;
  rowsDiffer ||= [...columns].some((column) => nulls(unlabelled(one), column) !== nulls(unlabelled(other), column));
  const anywhere = new Set([...columns, ...[...cells.values()].flatMap((some) => [...some])]);
  return {
    rowsDiffer,
    isVolatile: ({ shipped }, column) =>
      shipped === undefined ? columns.has(column) : (cells.get(shipped.label) ?? anywhere).has(column),
  };
}

function unlabelled(table: ReplayedTable | undefined): readonly ReplayedRow[] {
  return (table?.rows ?? []).filter(({ shipped }) => shipped === undefined);
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
