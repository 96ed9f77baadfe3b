import { type Dataset, type DatasetCell, formatTable } from "./dataset.js";
import type { JsonNode } from "./json-node.js";
import { specialKey } from "./parse-row.js";
import { columnOf, type TableShape } from "./table-shape.js";
import { madeBy } from "./written-value.js";

/**
 * Rows of LATEST with a value in place of each `{"$any": true}`: left to the column's default or identity where there is
 * one, else the time of the transaction, or a new uuid. What nothing can make stays, and is no value of any type.
 * `shapes` is by `formatTable`.
 */
export function makeAnyValues(
  dataset: Dataset,
  shapes: ReadonlyMap<string, TableShape>,
  newUuid: () => string,
): Dataset {
  const isAny = ({ value }: DatasetCell): boolean => specialKey(value) === "$any";
  const made = (shape: TableShape | undefined, cell: DatasetCell): DatasetCell[] => {
    const column = shape && columnOf(shape, cell.columns[0] ?? "");
    if (!isAny(cell) || column === undefined) return [cell];
    if (column.hasDefault) return [];
    // https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-DATETIME-SPECIAL-VALUES
    const values = { time: () => "now", uuid: newUuid } as const;
    const by = madeBy(column.type);
    const value: JsonNode = by === undefined ? cell.value : { type: "string", value: values[by]() };
    return [{ ...cell, value }];
  };
  return {
    tables: dataset.tables.map((table) => {
      if (!table.rows.some(({ cells }) => cells?.some(isAny))) return table;
      const shape = shapes.get(formatTable(table));
      return {
        ...table,
        rows: table.rows.map((row) =>
          row.cells === null ? row : { ...row, cells: row.cells.flatMap((cell) => made(shape, cell)) },
        ),
      };
    }),
  };
}
