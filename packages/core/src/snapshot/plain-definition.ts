import { identifier, qualified } from "../sql/identifier.js";
import type { QualifiedName } from "./catalog-object.js";

/*
 * Definitions of the commonest keys and indexes, written from what the catalogs say of them. They are what pg_get_indexdef
 * and pg_get_constraintdef write, which look the default operator class of every column up in the catalog and so take
 * longer than all else in a snapshot of many tables. src/backend/utils/adt/ruleutils.c of PostgreSQL 15 to 18.
 */

/** What a b-tree over plain columns in their own order and collation, with default operator classes, is written from. */
export interface PlainIndex {
  readonly name: string;
  readonly table: QualifiedName;
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly nullsNotDistinct: boolean;
  /** Of a partitioned table. */
  readonly only: boolean;
  /** Its WHERE, as pg_get_expr writes it. */
  readonly predicate: string | null;
}

/** As pg_get_indexdef. */
export function plainIndex(index: PlainIndex): string {
  return [
    `CREATE ${index.unique ? "UNIQUE " : ""}INDEX ${identifier(index.name)}`,
    ` ON ${index.only ? "ONLY " : ""}${qualified(index.table)} USING btree (${list(index.columns)})`,
    index.nullsNotDistinct ? " NULLS NOT DISTINCT" : "",
    index.predicate === null ? "" : ` WHERE ${index.predicate}`,
  ].join("");
}

/** As pg_get_constraintdef, of a key that is not deferrable, without INCLUDE. */
export function plainKey(type: "PRIMARY KEY" | "UNIQUE", columns: readonly string[]): string {
  return `${type} (${list(columns)})`;
}

const ACTIONS: Readonly<Record<string, string>> = {
  r: "RESTRICT",
  c: "CASCADE",
  n: "SET NULL",
  d: "SET DEFAULT",
};

/** As pg_get_constraintdef, of a MATCH SIMPLE that is valid and not deferrable; actions by their letters in pg_constraint. */
export function plainForeignKey(
  columns: readonly string[],
  target: QualifiedName,
  targetColumns: readonly string[],
  onUpdate: string,
  onDelete: string,
): string {
  const [update, remove] = [ACTIONS[onUpdate], ACTIONS[onDelete]];
  return [
    `FOREIGN KEY (${list(columns)}) REFERENCES ${qualified(target)}(${list(targetColumns)})`,
    update === undefined ? "" : ` ON UPDATE ${update}`,
    remove === undefined ? "" : ` ON DELETE ${remove}`,
  ].join("");
}

function list(columns: readonly string[]): string {
  return columns.map(identifier).join(", ");
}
