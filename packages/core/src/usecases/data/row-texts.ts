import { readRows } from "../../catalog/read-rows.js";
import type { RowText } from "../../dataset/hash-row.js";
import { type ResolvedRow, type ResolvedValue, rowId } from "../../dataset/resolved-row.js";
import { currentKey } from "../../dataset/row-key.js";
import type { RowKey, ShippedRow } from "../../dataset/inverse-delta.js";
import type { TableShape } from "../../dataset/table-shape.js";
import { unfit } from "../../dataset/delta-problem.js";
import { formatTable } from "../../dataset/dataset.js";
import type { Finding } from "../../errors/finding.js";
import { must } from "../../errors/internal-error.js";
import { throwFindings } from "../../errors/strata-error.js";
import { groupBy } from "../../lib/group-by.js";
import type { RowCells } from "../../postgres/recordset.js";
import type { Session } from "../../types/session.js";

/** The texts of rows that others reference: what `$` references resolve to. Rows are read when they are first needed. */
export class RowTexts {
  readonly #session: Session;
  readonly #keys: Map<string, RowKey>;
  readonly #texts = new Map<string, RowText>();

  constructor(session: Session, labels: ReadonlyMap<string, ShippedRow>) {
    this.#session = session;
    this.#keys = new Map([...labels].map(([id, { key }]) => [id, key]));
  }

  /** Remembers a row that was just added. */
  set(shape: TableShape, label: string, text: RowText): void {
    this.#texts.set(rowId(shape, label), text);
  }

  /** Forgets what was read of a row that was just changed; it has this key now. */
  changed(shape: TableShape, label: string, key: RowKey): void {
    this.#texts.delete(rowId(shape, label));
    this.#keys.set(rowId(shape, label), key);
  }

  /** The rows' values as cells of a recordset. Throws DATASET_UNFIT for each reference to a row that is gone. */
  async cellsOf(rows: readonly ResolvedRow[]): Promise<RowCells[]> {
    const references = rows.flatMap(({ values }) => [...values.values()]).filter((value) => value.kind === "reference");
    const unread = references.filter(
      ({ target, label, column }) => this.#texts.get(rowId(target, label))?.[column] === undefined,
    );
    const findings: Finding[] = [];
    for (const group of groupBy(unread, ({ target }) => target.oid).values())
      findings.push(...(await this.#read(group)));
    throwFindings(findings);
    return rows.map(({ values }) => new Map([...values].map(([column, value]) => [column, this.#cellOf(value)])));
  }

  #cellOf(value: ResolvedValue): string {
    if (value.kind === "literal") return value.json;
    const row = must(this.#texts.get(rowId(value.target, value.label)), `the row ${value.label}`);
    return JSON.stringify(row[value.column] ?? null);
  }

  async #read(references: readonly (ResolvedValue & { kind: "reference" })[]): Promise<Finding[]> {
    const { target } = must(references[0], "a reference");
    const columns = target.columns.map(({ name }) => name);
    const byLabel = groupBy(references, ({ label }) => label);
    const labels = [...byLabel.keys()];
    const keys = labels.map((label) =>
      currentKey(target, must(this.#keys.get(rowId(target, label)), `the label ${label}`)),
    );
    const rows = await readRows(this.#session, target, keys, columns);
    const findings: Finding[] = [];
    for (const [index, label] of labels.entries()) {
      const row = rows[index];
      if (row !== undefined) {
        this.#texts.set(rowId(target, label), row);
        continue;
      }
      const message = `the row ${JSON.stringify(label)} of ${formatTable(target)}, which is referenced here, is not in the database any more`;
      findings.push(...byLabel.get(label)!.map(({ place }) => unfit(place, message)));
    }
    return findings;
  }
}
