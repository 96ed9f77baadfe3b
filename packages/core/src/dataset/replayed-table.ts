import type { RowText } from "./hash-row.js";
import type { TableShape } from "./table-shape.js";

/** A table with all its rows, as a replay of the history has left them. */
export interface ReplayedTable {
  readonly shape: TableShape;
  /** Columns of the not-null unique keys without expressions and conditions: fewest columns first, then by name. */
  readonly uniqueKeys: readonly (readonly string[])[];
  /** In the order of the key. */
  readonly rows: readonly ReplayedRow[];
}

/** A row of one. */
export interface ReplayedRow {
  /** Every column, those that the server computes included: a foreign key may hold one. */
  readonly texts: RowText;
  /** What a dataset says of it; undefined for a row that SQL or a transform made. */
  readonly shipped: { readonly label: string; readonly given: ReadonlySet<string> } | undefined;
  /** Columns that no dataset gave and whose text is what a default that depends on time, session or chance gives now. */
  readonly current?: ReadonlySet<string>;
}

/** Tables with rows, by `formatTable` of their names. */
export type ReplayedData = ReadonlyMap<string, ReplayedTable>;
