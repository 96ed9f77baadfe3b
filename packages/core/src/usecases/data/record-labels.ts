import { readRows } from "../../catalog/read-rows.js";
import { type RowText, type ShippedHash, formatHash, hashRow, hashValue, parseHash } from "../../dataset/hash-row.js";
import type { RowKey, ShippedRow } from "../../dataset/inverse-delta.js";
import type { ResolvedRow } from "../../dataset/resolved-row.js";
import { writableColumns } from "../../dataset/table-shape.js";
import { must } from "../../errors/internal-error.js";
import { writeLabels } from "../../history/labels.js";
import { groupBy } from "../../lib/group-by.js";
import type { Session } from "../../types/session.js";

/** A row that strata has just written, or found to be as it wants it. */
export interface WrittenRow {
  readonly row: ResolvedRow;
  readonly key: RowKey;
  /** What the label said before; undefined for a new one. */
  readonly earlier?: ShippedRow;
  /** Nothing was written: the hashes of columns that the dataset does not name stay what they were. */
  readonly untouched?: boolean;
}

/**
 * Writes the labels of rows with the hash of what they hold now. The rows are read again first: triggers that run after
 * the write and foreign-key actions count as strata's own doing.
 */
export async function recordLabels(
  session: Session,
  written: readonly WrittenRow[],
  shipped: Pick<ShippedRow, "kind" | "module" | "version">,
): Promise<void> {
  for (const group of groupBy(written, ({ row }) => row.shape.oid).values()) {
    for (let start = 0; start < group.length; start += BATCH)
      await recordBatch(session, group.slice(start, start + BATCH), shipped);
  }
}

/** Rows in one statement: a row's hashes are several times its own size, and all of them need not be there at once. */
const BATCH = 1000;

/** Records rows of one table. */
async function recordBatch(
  session: Session,
  batch: readonly WrittenRow[],
  shipped: Pick<ShippedRow, "kind" | "module" | "version">,
): Promise<void> {
  const { shape } = must(batch[0], "a row").row;
  const live = await readRows(
    session,
    shape,
    batch.map(({ key }) => key),
    writableColumns(shape).map(({ name }) => name),
  );
  await writeLabels(
    session,
    batch.flatMap((one, index) => {
      const row = live[index];
      // A trigger may have moved the row elsewhere: then there is nothing that the label could stand for.
      if (row === undefined) return [];
      const kind = one.earlier?.kind === "bootstrap" ? "bootstrap" : shipped.kind;
      return [
        { oid: shape.oid, label: one.row.label, ...shipped, kind, key: one.key, hash: formatHash(hashOf(one, row)) },
      ];
    }),
  );
}

function hashOf({ row, earlier, untouched }: WrittenRow, live: RowText): ShippedHash {
  const before = earlier === undefined ? undefined : parseHash(earlier.hash);
  const named = [...row.values.keys()];
  if (!untouched || before === undefined)
    return hashRow(live, new Set([...Object.keys(before?.given ?? {}), ...named]));
  const given = {
    ...before.given,
    ...Object.fromEntries(named.map((column) => [column, hashValue(live[column] ?? null)])),
  };
  return { given, rest: Object.fromEntries(Object.entries(before.rest).filter(([column]) => !named.includes(column))) };
}
