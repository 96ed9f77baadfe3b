import type { RowText } from "../dataset/hash-row.js";
import { type TableShape, columnOf } from "../dataset/table-shape.js";
import { quoteIdentifier } from "../sql/quote.js";
import type { Session } from "../types/session.js";
import { type RowCells, quoteTable, recordsetOf } from "./recordset.js";

/**
 * Adds rows, all with the same columns, by one statement. Returns the texts of `returning` for each row in the order
 * given; fewer rows when a trigger suppressed some.
 */
export async function insertRows(
  session: Session,
  shape: TableShape,
  columns: readonly string[],
  rows: readonly RowCells[],
  returning: readonly string[],
): Promise<RowText[]> {
  const texts = returning.map((column) => `t.${quoteIdentifier(column)}::pg_catalog.text`).join(", ");
  if (columns.length === 0) {
    const all: RowText[] = [];
    const statement = `INSERT INTO ${quoteTable(shape)} AS t DEFAULT VALUES RETURNING ${texts}`;
    for (const _ of rows) all.push(...(await session.values(statement)).map((values) => textsOf(returning, values)));
    return all;
  }
  const records = recordsetOf(shape, columns, rows);
  const overriding = columns.some((column) => columnOf(shape, column)?.identity === "a")
    ? "OVERRIDING SYSTEM VALUE "
    : "";
  const result = await session.values(
    `INSERT INTO ${quoteTable(shape)} AS t (${columns.map(quoteIdentifier).join(", ")}) ${overriding}
     SELECT ${columns.map((column) => records.valueOf(column)).join(", ")} FROM ${records.from} ORDER BY x.ord RETURNING ${texts}`,
    [records.parameter],
  );
  return result.map((values) => textsOf(returning, values));
}

/** Sets the `set` columns of the rows with these keys; every row holds cells for both. Returns how many rows there were. */
export async function updateRows(
  session: Session,
  shape: TableShape,
  key: readonly string[],
  set: readonly string[],
  rows: readonly { readonly key: RowCells; readonly cells: RowCells }[],
): Promise<number> {
  const cells = recordsetOf(
    shape,
    set,
    rows.map((row) => row.cells),
  );
  const keys = recordsetOf(
    shape,
    key,
    rows.map((row) => row.key),
    { alias: "k", parameter: 2 },
  );
  const assignments = set.map((column) => `${quoteIdentifier(column)} = ${cells.valueOf(column)}`).join(", ");
  const found = key.map((column) => `t.${quoteIdentifier(column)} = ${keys.valueOf(column)}`).join(" AND ");
  const updated = await session.values(
    `UPDATE ${quoteTable(shape)} AS t SET ${assignments} FROM ${cells.from} JOIN ${keys.from} ON k.ord = x.ord WHERE ${found} RETURNING 1`,
    [cells.parameter, keys.parameter],
  );
  return updated.length;
}

/** Deletes the rows with these keys. Returns how many there were. */
export async function deleteRows(
  session: Session,
  shape: TableShape,
  key: readonly string[],
  keys: readonly RowCells[],
): Promise<number> {
  const records = recordsetOf(shape, key, keys);
  const found = key.map((column) => `t.${quoteIdentifier(column)} = ${records.valueOf(column)}`).join(" AND ");
  const deleted = await session.values(
    `DELETE FROM ${quoteTable(shape)} AS t USING ${records.from} WHERE ${found} RETURNING 1`,
    [records.parameter],
  );
  return deleted.length;
}

/** The texts that the server makes of cells, without writing anything: what the columns would hold. */
export async function castRows(
  session: Session,
  shape: TableShape,
  columns: readonly string[],
  rows: readonly RowCells[],
): Promise<RowText[]> {
  const records = recordsetOf(shape, columns, rows);
  const texts = columns.map((column) => `(${records.valueOf(column)})::pg_catalog.text`).join(", ");
  const result = await session.values(`SELECT ${texts} FROM ${records.from} ORDER BY x.ord`, [records.parameter]);
  return result.map((values) => textsOf(columns, values));
}

/** Column names with the texts of one row. */
export function textsOf(columns: readonly string[], values: readonly unknown[]): RowText {
  return Object.fromEntries(columns.map((column, index) => [column, (values[index] ?? null) as string | null]));
}
