import type { Finding } from "../errors/finding.js";
import { type DatasetRow, formatTable } from "./dataset.js";
import { unfit } from "./delta-problem.js";
import { readCell } from "./references.js";
import { type ResolvedRow, type ResolvedValue, textLiteral } from "./resolved-row.js";
import { type TableShape, columnOf } from "./table-shape.js";

/**
 * Finds the columns of a row's cells. For a row to be added, a single text key without a default is filled with the
 * label, and a key column that nothing fills is a problem. Problems are added to `findings`.
 */
export function resolveRow(
  shape: TableShape,
  row: DatasetRow,
  shapes: ReadonlyMap<string, TableShape>,
  adds: boolean,
  findings: Finding[],
): ResolvedRow {
  const values = new Map<string, ResolvedValue>();
  const what = `${formatTable(shape)}, row ${JSON.stringify(row.label)}`;
  for (const cell of row.cells ?? []) {
    const reading = readCell(shape, cell, shapes);
    if (reading.values !== undefined) for (const [column, value] of reading.values) values.set(column, value);
    else {
      const columns =
        cell.columns.length > 1 ? `columns (${cell.columns.join(",")})` : `column ${JSON.stringify(cell.columns[0])}`;
      findings.push(unfit(cell.place, `${what}, ${columns}: ${reading.problem}`, reading.hint));
    }
  }
  if (!adds) return { shape, label: row.label, place: row.place, values };

  const key = shape.key ?? [];
  // A cell with a problem of its own must not be reported as missing as well.
  const given = new Set((row.cells ?? []).flatMap(({ columns }) => columns));
  for (const name of key) {
    const column = columnOf(shape, name)!;
    if (given.has(name) || column.hasDefault) continue;
    if (key.length === 1 && column.isText) values.set(name, textLiteral(row.label, row.place));
    else
      findings.push(unfit(row.place, `${what}: key column ${JSON.stringify(name)} has no default and must be given`));
  }
  return { shape, label: row.label, place: row.place, values };
}
