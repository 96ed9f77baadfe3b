import { identifier, qualified } from "../sql/identifier.js";
import { quoteLiteral } from "../sql/quote.js";
import type { QualifiedName } from "./catalog-object.js";
import { sequenceOptions, usualSequenceName, type Sequence } from "./kinds/sequence.js";
import { optionList, optionsClause } from "./storage-options.js";
import type { TableColumn } from "./table-column.js";

/** What a column is written by beside itself. */
export interface ColumnContext {
  readonly table: QualifiedName;
  /** The sequences of the table's identity columns. */
  readonly sequences: readonly Sequence[];
  /** Its default is set afterwards. */
  readonly withoutDefault?: boolean;
  /** A typed table has types and collations from its type. */
  readonly withoutType?: boolean;
}

/** A column as CREATE TABLE and ADD COLUMN write it. */
export function columnDefinition(column: TableColumn, context: ColumnContext): string {
  const { name, type, collation, generated, identity, notNull, notNullConstraint } = column;
  const { withoutDefault = false, withoutType = false } = context;
  const isNotNull = notNull && !notNullConstraint?.inherited && !notNullConstraint?.notValid;
  return [
    identifier(name),
    withoutType ? "WITH OPTIONS" : type,
    ...(column.options === undefined ? [] : [optionsClause(column.options)]),
    ...(collation === undefined || withoutType ? [] : [`COLLATE ${collation}`]),
    ...(column.default === undefined || withoutDefault ? [] : [`DEFAULT ${column.default}`]),
    ...(generated === undefined
      ? []
      : [`GENERATED ALWAYS AS (${generated.expression}) ${generated.kind.toUpperCase()}`]),
    ...(identity === undefined ? [] : [identityClause(column, context)]),
    ...(isNotNull ? [notNullClause(column, "NOT NULL")] : []),
  ].join(" ");
}

/** `CONSTRAINT name NOT NULL NO INHERIT`: of a column, or with the column's name as a constraint of the table. */
export function notNullClause({ notNullConstraint }: TableColumn, words: string): string {
  const name = notNullConstraint?.name === undefined ? "" : `CONSTRAINT ${identifier(notNullConstraint.name)} `;
  return `${name}${words}${notNullConstraint?.noInherit ? " NO INHERIT" : ""}`;
}

/** `GENERATED ALWAYS AS IDENTITY (…)`, with the sequence's name where it is not the one that PostgreSQL would give. */
export function identityClause({ name, identity }: TableColumn, { table, sequences }: ColumnContext): string {
  const sequence = sequences.find((one) => one.identity === true && one.column === name);
  const usual = usualSequenceName(table, name);
  const words = [
    ...(sequence === undefined || qualified(sequence) === qualified(usual)
      ? []
      : [`SEQUENCE NAME ${qualified(sequence)}`]),
    ...(sequence === undefined ? [] : sequenceOptions(sequence)),
  ];
  return `GENERATED ${(identity ?? "always").toUpperCase()} AS IDENTITY${words.length === 0 ? "" : ` (${words.join(" ")})`}`;
}

/** What is set of a column after its table is there; `alter` is `ALTER TABLE ONLY public.account`. */
export function columnSettings(column: TableColumn, alter: string): string[] {
  const to = `${alter} ALTER COLUMN ${identifier(column.name)}`;
  return [
    ...(column.storage === undefined ? [] : [`${to} SET STORAGE ${column.storage.toUpperCase()}`]),
    ...(column.compression === undefined ? [] : [`${to} SET COMPRESSION ${column.compression}`]),
    ...(column.statistics === undefined ? [] : [`${to} SET STATISTICS ${column.statistics}`]),
    ...(column.attributes === undefined ? [] : [`${to} SET (${optionList(column.attributes)})`]),
  ];
}

/** The comment on a column's NOT NULL constraint. */
export function notNullComment({ name, notNullConstraint }: TableColumn, table: QualifiedName): string[] {
  return notNullConstraint?.comment === undefined
    ? []
    : [
        `COMMENT ON CONSTRAINT ${identifier(notNullConstraint.name ?? `${table.name}_${name}_not_null`)} ON ${qualified(table)} IS ${quoteLiteral(notNullConstraint.comment)}`,
      ];
}
