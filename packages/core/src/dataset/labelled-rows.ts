import { must } from "../errors/internal-error.js";
import { tableRanks } from "./table-ranks.js";
import { formatTable } from "./dataset.js";
import type { ReplayedData, ReplayedRow, ReplayedTable } from "./replayed-table.js";
import type { ForeignKeyShape, TableShape } from "./table-shape.js";

/** The labels of rows, as far as they are known, and the way to them by the values that foreign keys hold. */
export class LabelledRows {
  readonly #labels = new Map<ReplayedRow, string>();
  /** For each table the labels that are given. */
  readonly #given = new Map<string, Set<string>>();
  readonly #tables: ReadonlyMap<number, ReplayedTable>;
  /** By referenced table and columns, the rows by their values there. */
  readonly #indexes = new Map<string, ReadonlyMap<string, ReplayedRow>>();

  /** Rows of datasets have their labels from the start. */
  constructor(data: ReplayedData) {
    this.#tables = new Map([...data.values()].map((table) => [table.shape.oid, table]));
    for (const table of data.values())
      for (const row of table.rows) if (row.shipped !== undefined) this.give(table.shape, row, row.shipped.label);
  }

  /** The tables, those first that others reference. */
  inOrder(): readonly ReplayedTable[] {
    const tables = [...this.#tables.values()];
    const ranks = tableRanks(tables.map(({ shape }) => shape));
    return tables.toSorted((a, b) => ranks.get(a.shape.oid)! - ranks.get(b.shape.oid)!);
  }

  /** The label of a row. */
  of(row: ReplayedRow): string | undefined {
    return this.#labels.get(row);
  }

  /** Gives a row a label; a number is added where another row of the table has it. */
  give(shape: TableShape, row: ReplayedRow, wanted: string): void {
    const table = formatTable(shape);
    const given = this.#given.get(table) ?? new Set();
    let label = wanted;
    for (let number = 2; given.has(label); number += 1) label = `${wanted}#${number}`;
    given.add(label);
    this.#given.set(table, given);
    this.#labels.set(row, label);
  }

  /** What a foreign key of a row refers to: the label of that row; undefined when it refers to none, or to one without. */
  target(row: ReplayedRow, key: ForeignKeyShape): string | undefined {
    const values = key.columns.map((column) => row.texts[column] ?? null);
    if (values.includes(null)) return undefined;
    const found = this.#index(key)?.get(JSON.stringify(values));
    return found === undefined ? undefined : this.#labels.get(found);
  }

  #index({ targetOid, targetColumns }: ForeignKeyShape): ReadonlyMap<string, ReplayedRow> | undefined {
    const id = `${targetOid}/${JSON.stringify(targetColumns)}`;
    const known = this.#indexes.get(id);
    const table = this.#tables.get(targetOid);
    if (known !== undefined || table === undefined) return known;
    const index = new Map(
      table.rows.map((row) => [
        JSON.stringify(targetColumns.map((column) => must(row.texts[column], `the value of ${column}`))),
        row,
      ]),
    );
    this.#indexes.set(id, index);
    return index;
  }
}
