import type { Code } from "../errors/codes.js";
import type { Finding } from "../errors/finding.js";
import type { Place } from "../types/place.js";
import { type TableName, formatTable } from "./dataset.js";

/** What a finding about a row names: the row, and where the dataset names it (undefined when it is taken back from the history). */
export interface NamedRow {
  readonly shape: TableName;
  readonly label: string;
  readonly place?: Place;
}

/** The row was edited, and stays as it is. */
export function keptEdited(row: NamedRow, columns: readonly string[], wanted: string): Finding {
  const names = columns.map((column) => JSON.stringify(column)).join(", ");
  return finding(
    "DATASET_ROW_EDITED",
    row,
    `was edited since strata wrote it (${names}), so it is kept as it is and not ${wanted}`,
  );
}

/** The row is not there any more, and is not brought back. */
export function keptGone(row: NamedRow): Finding {
  return finding("DATASET_ROW_GONE", row, "was deleted by hand, so there is nothing to change; it is not brought back");
}

/** The row is referenced, and stays. */
export function keptReferenced(row: NamedRow, by: string): Finding {
  return finding("DATASET_ROW_REFERENCED", row, `is referenced by ${by}, so it is kept and not removed`);
}

/** The label is not known. */
export function unknownLabel(row: NamedRow): Finding {
  return finding("DATASET_LABEL_UNKNOWN", row, "is not known here, so there is nothing to remove");
}

/** The row could not be put back. */
export function notRestored(row: NamedRow, why: string): Finding {
  return finding("DATASET_ROW_NOT_RESTORED", row, `could not be put back: ${why}`);
}

function finding(code: Code, row: NamedRow, what: string): Finding {
  return {
    code,
    message: `${formatTable(row.shape)}, row ${JSON.stringify(row.label)} ${what}`,
    ...(row.place !== undefined && { place: row.place }),
  };
}
