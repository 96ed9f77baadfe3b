import { sha256 } from "../lib/hash.js";
import { LabelledRows } from "./labelled-rows.js";
import type { ReplayedData, ReplayedRow, ReplayedTable } from "./replayed-table.js";
import { type ColumnShape, columnOf, type TableShape } from "./table-shape.js";
import type { Volatility } from "./volatile-cells.js";
import { ANY } from "./written-value.js";
import { referredLabel, writeRow } from "./written-row.js";

/**
 * Labels every row: rows of datasets by theirs, the others by their first natural unique key, else by what of
 * their content is the same in each replay. docs/FORMATS.md, "LATEST".
 */
export function labelRows(data: ReplayedData, volatilityOf: (shape: TableShape) => Volatility): LabelledRows {
  const labels = new LabelledRows(data);
  for (const table of labels.inOrder()) {
    const { shape } = table;
    const volatility = volatilityOf(shape);
    const rows = table.rows.filter(({ shipped }) => shipped === undefined);
    const key = naturalKey(table, rows, volatility, labels);
    for (const row of rows) {
      const natural = key?.map((column) => referredLabel(shape, row, column, labels) ?? row.texts[column]).join("/");
      labels.give(shape, row, natural || contentHash(shape, row, volatility, labels));
    }
  }
  return labels;
}

/** A column that a sequence fills says nothing of its row. */
export function isSurrogate({ sequence, identity }: Pick<ColumnShape, "sequence" | "identity">): boolean {
  return sequence !== undefined || identity !== "";
}

function naturalKey(
  { shape, uniqueKeys }: ReplayedTable,
  rows: readonly ReplayedRow[],
  volatility: Volatility,
  labels: LabelledRows,
): readonly string[] | undefined {
  const isNatural = (column: string): boolean =>
    columnOf(shape, column)?.hasDefault === false &&
    rows.every(
      (row) =>
        row.texts[column] !== undefined &&
        (referredLabel(shape, row, column, labels) !== undefined || !volatility.isVolatile(row, column)),
    );
  return uniqueKeys.find((columns) => columns.every(isNatural));
}

function contentHash(shape: TableShape, row: ReplayedRow, volatility: Volatility, labels: LabelledRows): string {
  const cells = writeRow(
    shape,
    row,
    labels,
    (column) => isSurrogate(column) || volatility.isVolatile(row, column.name),
  );
  const known = [...cells].filter(([, json]) => json !== ANY);
  return sha256(`{${known.map(([column, json]) => `${JSON.stringify(column)}:${json}`).join(",")}}`).slice(0, 16);
}
