import type { QualifiedName } from "../snapshot/catalog-object.js";

/** Tables and how they refer to each other, before anybody draws them. */
export interface Diagram {
  /** By schema and name. */
  readonly tables: readonly DrawnTable[];
  /** One for each foreign key, by table and name of the constraint. */
  readonly relations: readonly Relation[];
}

/** A table as far as it is drawn. */
export interface DrawnTable extends QualifiedName {
  /** In their physical order; of a table of another module only those that relations or its key are made of. */
  readonly columns: readonly DrawnColumn[];
}

/** A column and what it is a part of: the primary key, a foreign key; `UK` when it is unique by itself. */
export interface DrawnColumn {
  readonly name: string;
  /** As format_type writes it. */
  readonly type: string;
  readonly keys: readonly ("PK" | "FK" | "UK")[];
}

/** A foreign key. */
export interface Relation {
  readonly from: QualifiedName;
  readonly to: QualifiedName;
  /** Columns of `from`. */
  readonly columns: readonly string[];
  /** The columns of `to`, in the same order. */
  readonly referenced: readonly string[];
  /** A row may refer to none: one of the columns may be null. */
  readonly optional: boolean;
  /** No two rows refer to the same one: the columns hold a key of `from`. */
  readonly unique: boolean;
  /** The columns are part of the primary key of `from`. */
  readonly identifying: boolean;
}
