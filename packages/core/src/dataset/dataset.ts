import type { Place } from "../types/place.js";
import type { JsonNode } from "./json-node.js";

/** The two kinds of rows that a module ships: what every installation needs, and what only development and test get. */
export type DatasetKind = "bootstrap" | "fixtures";

/** A qualified table name, as PostgreSQL holds it: exact case, not quoted. */
export interface TableName {
  readonly schema: string;
  readonly name: string;
}

/** Rows in the one data format; docs/FORMATS.md, section "Dataset". Tables and labels are unique. */
export interface Dataset {
  readonly tables: readonly DatasetTable[];
}

/** The rows of one table, in the order of the file. */
export interface DatasetTable extends TableName {
  readonly place: Place;
  readonly rows: readonly DatasetRow[];
}

/** A labelled row. Without cells (`null` in the file) the delta removes it. */
export interface DatasetRow {
  readonly label: string;
  readonly place: Place;
  readonly cells: readonly DatasetCell[] | null;
}

/** A value as written; what it means depends on the column: only a foreign-key column reads `"$acme"` as a reference. */
export interface DatasetCell {
  /** One column, or the columns of a composite reference `"(org_id,project_id)"`. */
  readonly columns: readonly string[];
  readonly value: JsonNode;
  readonly place: Place;
}

/** `schema.table`, each part in double quotes where it holds a dot or a quote: the form that datasets and messages use. */
export function formatTable(table: TableName): string {
  const part = (text: string): string => (/[."]/.test(text) || text === "" ? `"${text.replaceAll('"', '""')}"` : text);
  return `${part(table.schema)}.${part(table.name)}`;
}
