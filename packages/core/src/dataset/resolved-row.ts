import type { Place } from "../types/place.js";
import type { TableShape } from "./table-shape.js";

/** A row of a delta whose cells have found their columns. */
export interface ResolvedRow {
  readonly shape: TableShape;
  readonly label: string;
  readonly place: Place;
  /** By column; the key's columns are among them when they are given. */
  readonly values: ReadonlyMap<string, ResolvedValue>;
}

/** What goes into one column. */
export type ResolvedValue = LiteralValue | ReferenceValue;

export interface LiteralValue {
  readonly kind: "literal";
  /**
   * The cell in a json_to_recordset: any JSON for most types, which the type's own input function reads; for json and
   * jsonb a JSON string that holds the text. `null` for SQL's NULL.
   */
  readonly json: string;
  readonly place: Place;
}

export interface ReferenceValue {
  readonly kind: "reference";
  readonly target: TableShape;
  readonly label: string;
  /** Whose value of the target row is taken. */
  readonly column: string;
  readonly place: Place;
}

/** The literal of a text as PostgreSQL writes it, whatever the column's type. */
export function textLiteral(text: string | null, place: Place): LiteralValue {
  return { kind: "literal", json: text === null ? "null" : JSON.stringify(text), place };
}

/** The name of a labelled row among all tables: the key of maps. */
export function rowId(shape: { readonly oid: number }, label: string): string {
  return `${shape.oid}/${label}`;
}
