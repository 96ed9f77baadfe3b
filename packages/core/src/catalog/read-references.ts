import { must } from "../errors/internal-error.js";
import type { RowText } from "../dataset/hash-row.js";
import type { KnownRow } from "../dataset/known-row.js";
import { quoteTable, recordsetOf } from "../postgres/recordset.js";
import { quoteIdentifier } from "../sql/quote.js";
import type { Session } from "../types/session.js";
import { cellsOf } from "./read-rows.js";
import type { ReferencingKey } from "./read-referencing.js";

/** Who references the rows of a list by one foreign key; numbers are places in the lists. */
export interface FoundReferences {
  /** Targets that a row which is not among the sources references. */
  readonly outside: readonly number[];
  readonly inside: readonly { readonly from: number; readonly to: number }[];
}

/** Looks for rows that reference `targets` by a foreign key, told apart by whether they are among `sources`. */
export async function readReferences(
  session: Session,
  foreignKey: ReferencingKey,
  targets: readonly KnownRow[],
  sources: readonly KnownRow[],
): Promise<FoundReferences> {
  const { shape } = must(targets[0], "a target").row;
  const values = recordsetOf(
    shape,
    foreignKey.targetColumns,
    targets.map(({ live }) => cellsOf(pick(live, foreignKey.targetColumns))),
  );
  const matches = foreignKey.columns
    .map((column, index) => `f.${quoteIdentifier(column)} = ${values.valueOf(foreignKey.targetColumns[index]!)}`)
    .join(" AND ");
  const table = `${quoteTable(foreignKey.table)} AS f`;
  const source = sources[0];
  if (source === undefined) {
    const rows = await session.values(
      `SELECT x.ord FROM ${values.from} WHERE EXISTS (SELECT FROM ${table} WHERE ${matches})`,
      [values.parameter],
    );
    return { outside: rows.map(([ord]) => Number(ord)), inside: [] };
  }
  const key = Object.keys(source.key);
  const keys = recordsetOf(
    source.row.shape,
    key,
    sources.map((one) => cellsOf(one.key)),
    { alias: "k", parameter: 2 },
  );
  const same = key.map((column) => `f.${quoteIdentifier(column)} = ${keys.valueOf(column)}`).join(" AND ");
  const parameters = [values.parameter, keys.parameter];
  const outside = await session.values(
    `SELECT x.ord FROM ${values.from} WHERE EXISTS (
       SELECT FROM ${table} WHERE ${matches} AND NOT EXISTS (SELECT FROM ${keys.from} WHERE ${same}))`,
    parameters,
  );
  const inside = await session.values(
    `SELECT k.ord, x.ord FROM ${values.from} JOIN ${table} ON ${matches} JOIN ${keys.from} ON ${same}`,
    parameters,
  );
  return {
    outside: outside.map(([ord]) => Number(ord)),
    inside: inside.map(([from, to]) => ({ from: Number(from), to: Number(to) })),
  };
}

function pick(row: RowText, columns: readonly string[]): RowText {
  return Object.fromEntries(columns.map((column) => [column, row[column] ?? null]));
}
