import type { RowText } from "./hash-row.js";
import type { RowKey, ShippedRow } from "./inverse-delta.js";
import type { ResolvedRow } from "./resolved-row.js";

/** A labelled row that is there, and what a delta says of it. */
export interface KnownRow {
  readonly row: ResolvedRow;
  /** What its label says of it. */
  readonly shipped: ShippedRow;
  readonly key: RowKey;
  /** What it holds now, in every column. */
  readonly live: RowText;
}
