import type { TableName } from "./dataset.js";

/** What loading must know of a table, as the catalog has it. */
export interface TableShape extends TableName {
  readonly oid: number;
  /** pg_class.relkind: rows can be loaded into `r` and `p` only. */
  readonly kind: string;
  readonly columns: readonly ColumnShape[];
  /** Columns of the primary key, else of the first not-null unique key; undefined when there is neither. */
  readonly key: readonly string[] | undefined;
  readonly foreignKeys: readonly ForeignKeyShape[];
}

/** A column that is not dropped. */
export interface ColumnShape {
  readonly name: string;
  /** The type as SQL, with its modifier. */
  readonly type: string;
  /** json or jsonb, or a domain over one. */
  readonly isJson: boolean;
  /** A string type, or a domain over one. */
  readonly isText: boolean;
  readonly notNull: boolean;
  /** A default, its own or that of its type, or an identity fills it when a row does not. */
  readonly hasDefault: boolean;
  readonly identity: "" | "a" | "d";
  /** Computed by the server; cannot be given. */
  readonly generated: boolean;
  /** The sequence that fills it, as SQL. */
  readonly sequence?: string;
}

export interface ForeignKeyShape {
  /** Qualified name of the constraint, as SQL. */
  readonly constraint: string;
  readonly columns: readonly string[];
  readonly target: TableName;
  readonly targetOid: number;
  readonly targetColumns: readonly string[];
  readonly deferrable: boolean;
}

/** The column of that name. */
export function columnOf(shape: TableShape, name: string): ColumnShape | undefined {
  return shape.columns.find((column) => column.name === name);
}

/** The columns that can be written. */
export function writableColumns(shape: TableShape): readonly ColumnShape[] {
  return shape.columns.filter(({ generated }) => !generated);
}
