import type { DatasetKind, TableName } from "./dataset.js";

/** A value in PostgreSQL's text form, as written under the settings of docs/FORMATS.md, section "Dataset". */
export type TextValue = string | null;

/** The key of a row: column to text value. */
export type RowKey = Readonly<Record<string, TextValue>>;

/** What `sys_core.dataset_row` held of a label before the delta. */
export interface ShippedRow {
  readonly kind: DatasetKind;
  readonly module: string;
  readonly version: string;
  readonly key: RowKey;
  readonly hash: string;
}

/**
 * How to take a loaded delta back, as plain JSON: it is stored in the history row, so that undoing needs no file.
 * docs/FORMATS.md, section "Inverse delta".
 */
export interface InverseDelta {
  readonly format: 1;
  readonly kind: DatasetKind;
  /** In the order in which they were loaded: a referenced table stands before the one that references it. */
  readonly tables: readonly InverseTable[];
}

/** One table's part. */
export interface InverseTable extends TableName {
  /** The relation at the time: finds a table that was renamed since. */
  readonly oid: number;
  /** Labels that the delta added: to be removed. */
  readonly added: readonly string[];
  /** Labels whose columns the delta changed: `before` is to be restored where nobody has edited the row since. */
  readonly changed: readonly {
    readonly label: string;
    readonly before: Readonly<Record<string, TextValue>>;
    readonly shipped: ShippedRow;
  }[];
  /** Labels that the delta removed: the whole row, to be added again. */
  readonly removed: readonly {
    readonly label: string;
    readonly row: Readonly<Record<string, TextValue>>;
    readonly shipped: ShippedRow;
  }[];
}

/** The inverse of a delta that changed nothing. */
export function emptyInverse(kind: DatasetKind): InverseDelta {
  return { format: 1, kind, tables: [] };
}

/** Whether undoing it has nothing to do. */
export function isEmptyInverse(inverse: InverseDelta): boolean {
  return inverse.tables.length === 0;
}
