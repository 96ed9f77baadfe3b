import { cellsOf } from "../../catalog/read-rows.js";
import type { DatasetKind } from "../../dataset/dataset.js";
import { type RowText, editedColumns, parseHash } from "../../dataset/hash-row.js";
import type { RowKey, TextValue } from "../../dataset/inverse-delta.js";
import { keptEdited } from "../../dataset/kept-row.js";
import type { KnownRow } from "../../dataset/known-row.js";
import type { Finding } from "../../errors/finding.js";
import { must } from "../../errors/internal-error.js";
import { groupBy } from "../../lib/group-by.js";
import type { RowCells } from "../../postgres/recordset.js";
import { castRows, updateRows } from "../../postgres/write-rows.js";
import type { Session } from "../../types/session.js";
import { namesOf, suppressed, writeNamed } from "./row-failure.js";
import type { RowTexts } from "./row-texts.js";

/** What became of the rows. */
export interface Changes {
  readonly changed: readonly ChangedRow[];
  readonly kept: readonly Finding[];
}

/** A row that now holds what the delta says; `before` is empty when it did so already. */
export interface ChangedRow {
  readonly known: KnownRow;
  readonly before: Readonly<Record<string, TextValue>>;
  /** Its key now. */
  readonly key: RowKey;
}

/**
 * Gives known rows the values of a delta, only in the columns that it names and only where they differ. A row that
 * somebody edited is kept whole, unless the edit is what the delta wants. Throws DATASET_ROW_FAILED.
 */
export async function changeRows(
  session: Session,
  rows: readonly KnownRow[],
  kind: DatasetKind,
  texts: RowTexts,
): Promise<Changes> {
  const changed: ChangedRow[] = [];
  const kept: Finding[] = [];
  const groups = groupBy(rows, ({ row, key }) =>
    JSON.stringify([row.shape.oid, Object.keys(key), [...row.values.keys()].toSorted()]),
  );
  for (const group of groups.values()) {
    const wanted = await wantedTexts(session, group, texts);
    const toWrite: { known: KnownRow; differing: readonly string[]; wanted: RowText; cells: RowCells }[] = [];
    for (const [index, known] of group.entries()) {
      const { text, cells } = wanted[index]!;
      const differing = Object.keys(text).filter((column) => text[column] !== known.live[column]);
      const edited = editedAgainst(known, text, kind);
      if (differing.length > 0 && edited.length > 0) kept.push(keptEdited(known.row, edited, "changed"));
      else if (differing.length > 0) toWrite.push({ known, differing, wanted: text, cells });
      else changed.push({ known, before: {}, key: known.key });
    }
    await write(session, toWrite);
    for (const { known, differing, wanted: text } of toWrite) {
      const before = Object.fromEntries(differing.map((column) => [column, known.live[column] ?? null]));
      const key = Object.fromEntries(
        Object.entries(known.key).map(([column, value]) => [column, text[column] ?? value]),
      );
      texts.changed(known.row.shape, known.row.label, key);
      changed.push({ known, before, key });
    }
  }
  return { changed, kept };
}

/** Edited columns, without those that already hold what the delta wants. */
function editedAgainst(known: KnownRow, wanted: RowText, kind: DatasetKind): readonly string[] {
  const shipped = parseHash(known.shipped.hash);
  if (shipped === undefined) return Object.keys(wanted);
  const named = new Set(Object.keys(wanted));
  return editedColumns(shipped, known.live, kind, named).filter(
    (column) => wanted[column] === undefined || wanted[column] !== known.live[column],
  );
}

/** What the rows' columns would hold in the server's own text. */
async function wantedTexts(
  session: Session,
  group: readonly KnownRow[],
  texts: RowTexts,
): Promise<{ text: RowText; cells: RowCells }[]> {
  const { shape, values } = must(group[0], "a row").row;
  const cells = await texts.cellsOf(group.map(({ row }) => row));
  const columns = [...values.keys()].toSorted();
  if (columns.length === 0) return cells.map((one) => ({ text: {}, cells: one }));
  const named = group.map(({ row }, index) => ({ ...namesOf(row), cells: cells[index]! }));
  const cast = await writeNamed(session, shape, named, (some) =>
    castRows(
      session,
      shape,
      columns,
      some.map((one) => one.cells),
    ),
  );
  return cast.map((text, index) => ({ text, cells: cells[index]! }));
}

async function write(
  session: Session,
  rows: readonly { known: KnownRow; differing: readonly string[]; cells: RowCells }[],
): Promise<void> {
  for (const group of groupBy(rows, ({ differing }) => JSON.stringify(differing)).values()) {
    const { known, differing } = group[0]!;
    const named = group.map((one) => ({ ...namesOf(one.known.row), cells: one.cells, key: cellsOf(one.known.key) }));
    const count = await writeNamed(session, known.row.shape, named, (some) =>
      updateRows(session, known.row.shape, Object.keys(known.key), differing, some),
    );
    if (count !== group.length) throw suppressed(known.row.shape, "changed");
  }
}
