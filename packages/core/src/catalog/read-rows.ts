import type { RowText } from "../dataset/hash-row.js";
import type { RowKey } from "../dataset/inverse-delta.js";
import type { TableShape } from "../dataset/table-shape.js";
import { groupBy } from "../lib/group-by.js";
import { quoteTable, recordsetOf } from "../postgres/recordset.js";
import { textsOf } from "../postgres/write-rows.js";
import { quoteIdentifier } from "../sql/quote.js";
import type { Session } from "../types/session.js";

/**
 * Reads rows by their keys: for each key the texts of `columns`, undefined where there is no such row or no key. One
 * query for all keys with the same columns.
 */
export async function readRows(
  session: Session,
  shape: TableShape,
  keys: readonly (RowKey | undefined)[],
  columns: readonly string[],
): Promise<(RowText | undefined)[]> {
  const result: (RowText | undefined)[] = keys.map(() => undefined);
  const known = keys.flatMap((key, index) => (key === undefined ? [] : [{ key, index }]));
  const texts = columns.map((column) => `, t.${quoteIdentifier(column)}::pg_catalog.text`).join("");
  for (const group of groupBy(known, ({ key }) => JSON.stringify(Object.keys(key))).values()) {
    const key = Object.keys(group[0]!.key);
    const records = recordsetOf(
      shape,
      key,
      group.map((one) => cellsOf(one.key)),
    );
    const found = key.map((column) => `t.${quoteIdentifier(column)} = ${records.valueOf(column)}`).join(" AND ");
    const rows = await session.values(
      `SELECT x.ord${texts} FROM ${records.from} JOIN ${quoteTable(shape)} AS t ON ${found}`,
      [records.parameter],
    );
    for (const [ord, ...values] of rows) result[group[Number(ord)]!.index] = textsOf(columns, values);
  }
  return result;
}

/** Texts as the cells of a recordset. */
export function cellsOf(row: RowText): ReadonlyMap<string, string> {
  return new Map(Object.entries(row).map(([column, text]) => [column, text === null ? "null" : JSON.stringify(text)]));
}
