import { must } from "../errors/internal-error.js";
import { quoteIdentifier } from "../sql/quote.js";
import { type TableShape, columnOf } from "../dataset/table-shape.js";

/** Cells of one row as JSON texts, by column; every row of a call has the same columns. */
export type RowCells = ReadonlyMap<string, string>;

/** Rows as a table expression, so that the server's own input functions read each value. */
export interface Recordset {
  /** `json_to_recordset($1::json) AS x(ord int4, c0 text, …)`: `ord` is the row's place in the list, from 0. */
  readonly from: string;
  /** The JSON for the parameter. */
  readonly parameter: string;
  /** The value of a column, in the column's type. */
  valueOf(column: string): string;
}

/**
 * Makes rows a table expression. Values of json and jsonb columns come as text and are cast, for json_to_recordset
 * makes NULL of a JSON null. https://www.postgresql.org/docs/current/functions-json.html#FUNCTIONS-JSON-PROCESSING-TABLE
 */
export function recordsetOf(
  shape: TableShape,
  columns: readonly string[],
  rows: readonly RowCells[],
  { alias = "x", parameter = 1 }: { readonly alias?: string; readonly parameter?: number } = {},
): Recordset {
  const shapeOf = (column: string) => must(columnOf(shape, column), `column ${column}`);
  const declared = columns.map(
    (column, index) => `c${index} ${shapeOf(column).isJson ? "text" : shapeOf(column).type}`,
  );
  const objects = rows.map((row, ord) => {
    const cells = columns.map((column, index) => `"c${index}":${must(row.get(column), `the cell of ${column}`)}`);
    return `{${[`"ord":${ord}`, ...cells].join(",")}}`;
  });
  return {
    from: `pg_catalog.json_to_recordset($${parameter}::pg_catalog.json) AS ${alias}(${["ord pg_catalog.int4", ...declared].join(", ")})`,
    parameter: `[${objects.join(",")}]`,
    valueOf: (column) => {
      const name = `${alias}.c${columns.indexOf(column)}`;
      return shapeOf(column).isJson ? `${name}::${shapeOf(column).type}` : name;
    },
  };
}

/** A table as SQL. */
export function quoteTable(table: { readonly schema: string; readonly name: string }): string {
  return `${quoteIdentifier(table.schema)}.${quoteIdentifier(table.name)}`;
}
