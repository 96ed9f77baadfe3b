import { formatTable, type TableName } from "./dataset.js";
import type { LabelledRows } from "./labelled-rows.js";
import type { ReplayedRow } from "./replayed-table.js";
import { type ColumnShape, type ForeignKeyShape, type TableShape, writableColumns } from "./table-shape.js";
import { ANY, writtenValue } from "./written-value.js";

/** The members of a row's line in their order, JSON by column; a column that is left out is NULL and has no default. */
export type WrittenRow = ReadonlyMap<string, string>;

/**
 * Writes a row: references by label, what `isAny` says of as a value that is not known, everything else as it is.
 * docs/FORMATS.md, "LATEST".
 */
export function writeRow(
  shape: TableShape,
  row: ReplayedRow,
  labels: LabelledRows,
  isAny: (column: ColumnShape) => boolean,
): WrittenRow {
  const cells = new Map<string, string>();
  for (const column of writableColumns(shape)) {
    const text = row.texts[column.name] ?? null;
    if (text === null && !column.hasDefault) continue;
    const keys = foreignKeysOf(shape, column.name);
    const reference = text === null ? undefined : writeReference(row, column.name, keys, labels);
    cells.set(
      column.name,
      reference ?? (text !== null && isAny(column) ? ANY : writtenValue(column, text, keys.length > 0)),
    );
  }
  return cells;
}

/** The label that a column's value refers to, by the key that {@link writeRow} would take. */
export function referredLabel(
  shape: TableShape,
  row: ReplayedRow,
  column: string,
  labels: LabelledRows,
): string | undefined {
  const keys = foreignKeysOf(shape, column);
  return keys.map((key) => labels.target(row, key)).find((label) => label !== undefined);
}

/** The line of a row in a file of rows. */
export function rowLine(label: string, cells: WrittenRow | "delete"): string {
  const members =
    cells === "delete" ? ['"$delete":true'] : [...cells].map(([column, json]) => `${JSON.stringify(column)}:${json}`);
  return `{${[`"$":${JSON.stringify(label)}`, ...members].join(",")}}\n`;
}

function writeReference(
  row: ReplayedRow,
  column: string,
  keys: readonly ForeignKeyShape[],
  labels: LabelledRows,
): string | undefined {
  for (const key of keys) {
    const label = labels.target(row, key);
    if (label === undefined) continue;
    if (keys.length === 1 && !label.startsWith("$")) return JSON.stringify(`$${label}`);
    const target = key.targetColumns[key.columns.indexOf(column)]!;
    return `{"$ref":${JSON.stringify(`${rowTable(key.target)}/${label}`)},"column":${JSON.stringify(target)}}`;
  }
  return undefined;
}

/** The foreign keys that hold a column, of those to the same column one: as reading a `$` reference counts them. */
function foreignKeysOf(shape: TableShape, column: string): readonly ForeignKeyShape[] {
  const found = shape.foreignKeys
    .filter(({ columns }) => columns.includes(column))
    .toSorted((a, b) => a.columns.length - b.columns.length);
  const targets = found.map((key) => `${key.targetOid}/${key.targetColumns[key.columns.indexOf(column)]}`);
  return found.filter((_, index) => targets.indexOf(targets[index]!) === index);
}

/** A table's name as references write it: a slash in it would begin the label. */
function rowTable({ schema, name }: TableName): string {
  const quoted = formatTable({ schema: "x", name }).slice(2);
  return `${formatTable({ schema, name: "x" }).slice(0, -2)}.${name.includes("/") && !quoted.startsWith('"') ? `"${name}"` : quoted}`;
}
