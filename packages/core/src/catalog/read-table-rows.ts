import type { RowText } from "../dataset/hash-row.js";
import type { TableShape } from "../dataset/table-shape.js";
import { quoteTable } from "../postgres/recordset.js";
import { textsOf } from "../postgres/write-rows.js";
import { quoteIdentifier } from "../sql/quote.js";
import type { Session } from "../types/session.js";

/**
 * Reads the rows of a table in all columns, in the order of its key, `limit` at most. Rows of tables
 * that inherit from it are theirs. Called under the text settings.
 */
export async function readTableRows(session: Session, shape: TableShape, limit: number): Promise<RowText[]> {
  const columns = shape.columns.map(({ name }) => name);
  const texts = columns.map((column) => `t.${quoteIdentifier(column)}::pg_catalog.text`).join(", ");
  const order =
    shape.key === undefined ? "" : ` ORDER BY ${shape.key.map((one) => `t.${quoteIdentifier(one)}`).join(", ")}`;
  const from = shape.kind === "p" ? quoteTable(shape) : `ONLY ${quoteTable(shape)}`;
  const rows = await session.values(`SELECT ${texts} FROM ${from} AS t${order} LIMIT ${limit}`);
  return rows.map((values) => textsOf(columns, values));
}
