import type { RowText } from "../dataset/hash-row.js";
import type { RowKey } from "../dataset/inverse-delta.js";
import type { TableShape } from "../dataset/table-shape.js";
import { recordsetOf, quoteTable } from "../postgres/recordset.js";
import { textsOf } from "../postgres/write-rows.js";
import { quoteIdentifier } from "../sql/quote.js";
import type { Session } from "../types/session.js";

/**
 * Reads rows by their keys, which all have the same columns: for each key the texts of `columns`, undefined where there
 * is no such row. One query.
 */
export async function readRows(
  session: Session,
  shape: TableShape,
  keys: readonly RowKey[],
  columns: readonly string[],
): Promise<(RowText | undefined)[]> {
  const first = keys[0];
  if (first === undefined) return [];
  const key = Object.keys(first);
  const records = recordsetOf(shape, key, keys.map(cellsOf));
  const texts = columns.map((column) => `, t.${quoteIdentifier(column)}::pg_catalog.text`).join("");
  const found = key.map((column) => `t.${quoteIdentifier(column)} = ${records.valueOf(column)}`).join(" AND ");
  const rows = await session.values(`SELECT x.ord${texts} FROM ${records.from} JOIN ${quoteTable(shape)} AS t ON ${found}`, [records.parameter]);
  const byPlace = new Map(rows.map(([ord, ...values]) => [Number(ord), textsOf(columns, values)]));
  return keys.map((_, index) => byPlace.get(index));
}

/** Texts as the cells of a recordset. */
export function cellsOf(row: RowText): ReadonlyMap<string, string> {
  return new Map(Object.entries(row).map(([column, text]) => [column, text === null ? "null" : JSON.stringify(text)]));
}
