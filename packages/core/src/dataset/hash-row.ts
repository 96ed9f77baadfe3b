import { sha256 } from "../lib/hash.js";
import type { DatasetKind } from "./dataset.js";
import type { TextValue } from "./inverse-delta.js";

/** The columns of a row with their texts. */
export type RowText = Readonly<Record<string, TextValue>>;

/**
 * What `sys_core.dataset_row.hash` says of a row as strata last wrote it: one hash for each column, so that a column
 * that is added or dropped later does not make the row look edited.
 */
export interface ShippedHash {
  /** Columns that a dataset gave. */
  readonly given: Readonly<Record<string, string>>;
  /** Columns that were left to their default or to a trigger. */
  readonly rest: Readonly<Record<string, string>>;
}

/** First 16 hex digits of SHA-256 over `n` for NULL, or `v` and the text: enough to notice an edit. */
export function hashValue(value: TextValue): string {
  return sha256(value === null ? "n" : `v${value}`).slice(0, 16);
}

/** The hash of a whole row; `given` names the columns that came from a dataset, now or before. */
export function hashRow(row: RowText, given: ReadonlySet<string>): ShippedHash {
  const part = (isGiven: boolean): Record<string, string> =>
    Object.fromEntries(
      Object.keys(row)
        .toSorted()
        .filter((column) => given.has(column) === isGiven)
        .map((column) => [column, hashValue(row[column]!)]),
    );
  return { given: part(true), rest: part(false) };
}

/** The text of the column `hash`; {@link parseHash} reads it. */
export function formatHash(hash: ShippedHash): string {
  return JSON.stringify(hash);
}

/** Undefined for a text of another form: such a row cannot be shown to be unedited. */
export function parseHash(text: string): ShippedHash | undefined {
  try {
    const value = JSON.parse(text) as Partial<ShippedHash> | null;
    return value?.given && value.rest ? { given: value.given, rest: value.rest } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The columns that were edited since strata wrote the row, sorted. A column that is gone does not count. Of fixtures
 * only the columns that a dataset gave count, and those in `named`: an application that is tried out touches the rest.
 */
export function editedColumns(
  shipped: ShippedHash,
  live: RowText,
  kind: DatasetKind,
  named: ReadonlySet<string> = new Set(),
): readonly string[] {
  const rest = Object.entries(shipped.rest).filter(([column]) => kind === "bootstrap" || named.has(column));
  return [...Object.entries(shipped.given), ...rest]
    .filter(([column, hash]) => live[column] !== undefined && hashValue(live[column]) !== hash)
    .map(([column]) => column)
    .toSorted();
}
