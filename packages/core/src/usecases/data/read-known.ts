import { readRows } from "../../catalog/read-rows.js";
import type { ShippedRow } from "../../dataset/inverse-delta.js";
import type { KnownRow } from "../../dataset/known-row.js";
import { type ResolvedRow, rowId } from "../../dataset/resolved-row.js";
import { currentKey } from "../../dataset/row-key.js";
import { must } from "../../errors/internal-error.js";
import { groupBy } from "../../lib/group-by.js";
import type { Session } from "../../types/session.js";

/** Reads the rows that labels stand for, whole. */
export async function readKnown(
  session: Session,
  rows: readonly ResolvedRow[],
  labels: ReadonlyMap<string, ShippedRow>,
): Promise<(Omit<KnownRow, "live"> & { readonly live: KnownRow["live"] | undefined })[]> {
  const known = [];
  for (const group of groupBy(rows, ({ shape }) => shape.oid).values()) {
    const { shape } = group[0]!;
    const shipped = group.map((row) => must(labels.get(rowId(shape, row.label)), `the label ${row.label}`));
    const keys = shipped.map((one) => currentKey(shape, one.key));
    const live = await readRows(
      session,
      shape,
      keys,
      shape.columns.map(({ name }) => name),
    );
    known.push(
      ...group.map((row, index) => ({ row, shipped: shipped[index]!, key: keys[index] ?? {}, live: live[index] })),
    );
  }
  return known;
}
