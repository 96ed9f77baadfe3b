import { statSync } from "node:fs";
import type { Dataset } from "../dataset/dataset.js";
import type { Finding } from "../errors/finding.js";
import type { DataSource } from "../migration/migration.js";

const MIB = 1024 * 1024;

/**
 * Rows and values that one migration may ship as bootstrap or as fixtures, counted together: while they are loaded all
 * of them are in memory with their references, places and hashes, about 1.4 kB each.
 */
export const MOST_VALUES = 80_000;

/** Bytes of their files. A `.ts` file makes its rows when it is run: it has the limit of a text. */
export const LARGEST_DATA: Readonly<Record<DataSource["form"], number>> = {
  json: 2 * MIB,
  ndjson: 4 * MIB,
  ts: Number.POSITIVE_INFINITY,
};

/** The finding about rows that are more than the limit, before anything is read; undefined when they fit. */
export function dataTooLarge({ form, files }: DataSource, what: string): Finding | undefined {
  const size = files.reduce((sum, { path }) => sum + sizeOf(path), 0);
  const limit = LARGEST_DATA[form];
  const file = files[0]?.path;
  if (size <= limit || file === undefined) return undefined;
  const hint =
    form === "json"
      ? `Ship them in several migrations, or as a folder ${what}/ of .ndjson files, which may have ${LARGEST_DATA.ndjson / MIB} MiB.`
      : "Ship them in several migrations.";
  return {
    code: "FILE_TOO_LARGE",
    message: `the rows of ${what} have ${(size / MIB).toFixed(1)} MiB; strata loads at most ${limit / MIB} MiB of a migration in this form`,
    hint,
    place: { file },
  };
}

/** The finding about more rows and values than the limit; undefined when they fit. */
export function tooManyValues({ tables }: Dataset, { files }: DataSource): Finding | undefined {
  const rows = tables.flatMap((table) => table.rows);
  const count = rows.reduce((sum, { cells }) => sum + 1 + (cells?.length ?? 0), 0);
  const file = files[0]?.path;
  if (count <= MOST_VALUES || file === undefined) return undefined;
  return {
    code: "FILE_TOO_LARGE",
    message: `there are ${count} rows and values; strata loads at most ${MOST_VALUES} of a migration`,
    hint: "Ship them in several migrations.",
    place: { file },
  };
}

/** What cannot be looked at is reported by who reads it. */
function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
