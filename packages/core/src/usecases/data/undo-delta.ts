import type { InverseDelta, RowKey, ShippedRow, TextValue } from "../../dataset/inverse-delta.js";
import { keptGone, keptReferenced, notRestored } from "../../dataset/kept-row.js";
import type { KnownRow } from "../../dataset/known-row.js";
import { type ResolvedRow, rowId, textLiteral } from "../../dataset/resolved-row.js";
import { type TableShape, writableColumns } from "../../dataset/table-shape.js";
import type { Finding } from "../../errors/finding.js";
import { deleteLabels, writeLabels } from "../../history/labels.js";
import { withTextSettings } from "../../postgres/text-settings.js";
import type { Session } from "../../types/session.js";
import { addRows } from "./add-rows.js";
import { changeRows } from "./change-rows.js";
import { type FoundTable, findInverseTables } from "./find-inverse-tables.js";
import { removalCandidates, removeRows } from "./remove-rows.js";
import { readKnown } from "./read-known.js";
import { unlessRefused } from "./row-failure.js";
import { RowTexts } from "./row-texts.js";

/** What became of an inverse delta. Numbers count rows. */
export interface UndoneDelta {
  /** Rows that the delta had added and that are gone now. */
  readonly removed: number;
  /** Rows that the delta had changed or removed and that are as before now. */
  readonly restored: number;
  /** One finding for each row that was left as it is. */
  readonly kept: readonly Finding[];
}

/**
 * Takes a loaded delta back within the caller's transaction: removes what it added and restores what it changed or
 * removed, where nobody has edited it since; keeps and reports the rest. A table that is gone has nothing to undo.
 */
export async function undoDelta(session: Session, inverse: InverseDelta): Promise<UndoneDelta> {
  if (inverse.tables.length === 0) return { removed: 0, restored: 0, kept: [] };
  return withTextSettings(session, async () => {
    const tables = await findInverseTables(session, inverse.tables);
    const added = await takeAdded(session, tables);
    // What nothing references goes first and frees its unique values; the rest when references have moved back.
    const early = await removeRows(session, added.candidates);
    const readded = await addAgain(session, tables);
    const changed = await changeBack(session, tables, inverse);
    const late = await removeRows(
      session,
      early.referenced.map(({ candidate }) => candidate),
    );
    const removed = [...early.removed, ...late.removed].map(({ row }) => row);
    await deleteLabels(
      session,
      [...removed, ...added.gone].map(({ shape, label }) => ({ oid: shape.oid, label })),
    );
    return {
      removed: removed.length,
      restored: readded.count + changed.count,
      kept: [
        ...added.kept,
        ...readded.kept,
        ...changed.kept,
        ...late.referenced.map(({ candidate, by }) => keptReferenced(candidate.row, by)),
      ],
    };
  });
}

/** The rows that the delta had added, by what can be done with them. */
async function takeAdded(
  session: Session,
  tables: readonly FoundTable[],
): Promise<{ candidates: readonly KnownRow[]; gone: readonly ResolvedRow[]; kept: readonly Finding[] }> {
  const rows = tables.flatMap(({ part, shape, labels }) =>
    part.added.filter((label) => labels.has(rowId(shape, label))).map((label) => rowOf(shape, label, {})),
  );
  const known = await readKnown(session, rows, labelsOf(tables));
  const { candidates, edited } = removalCandidates(known.filter((one): one is KnownRow => one.live !== undefined));
  return { candidates, gone: known.filter(({ live }) => live === undefined).map(({ row }) => row), kept: edited };
}

/** Adds again what the delta had removed: all at once, or where a row is refused, each that can be. */
async function addAgain(session: Session, tables: readonly FoundTable[]): Promise<{ count: number; kept: Finding[] }> {
  const kept: Finding[] = [];
  const wanted = tables.flatMap(({ part, shape, labels }) =>
    part.removed.flatMap(({ label, row, shipped }) => {
      if (!labels.has(rowId(shape, label))) return [{ row: rowOf(shape, label, row), shipped }];
      kept.push(notRestored(rowOf(shape, label, row), "its label stands for another row now"));
      return [];
    }),
  );
  const add = async (some: readonly { row: ResolvedRow; shipped: ShippedRow }[]): Promise<void> => {
    const added = await addRows(
      session,
      some.map(({ row }) => row),
      new RowTexts(session, new Map()),
    );
    const keys = new Map(added.map(({ row, key }) => [row, key]));
    await writeLabels(
      session,
      some.map(({ row, shipped }) => ({ oid: row.shape.oid, label: row.label, ...withKey(shipped, keys.get(row)) })),
    );
  };
  if (wanted.length === 0) return { count: 0, kept };
  const together = await unlessRefused(session, () => add(wanted));
  if (together.refusal === undefined) return { count: wanted.length, kept };
  let count = 0;
  for (const one of wanted) {
    const { refusal } = await unlessRefused(session, () => add([one]));
    if (refusal === undefined) count++;
    else kept.push(notRestored(one.row, refusal.message));
  }
  return { count, kept };
}

/** Gives rows that the delta had changed their earlier values back. */
async function changeBack(
  session: Session,
  tables: readonly FoundTable[],
  inverse: InverseDelta,
): Promise<{ count: number; kept: Finding[] }> {
  const entries = tables.flatMap(({ part, shape, labels }) =>
    part.changed
      .filter(({ label }) => labels.has(rowId(shape, label)))
      .map(({ label, before, shipped }) => ({ row: rowOf(shape, label, before), shipped })),
  );
  const shippedOf = new Map(entries.map(({ row, shipped }) => [rowId(row.shape, row.label), shipped]));
  const known = await readKnown(
    session,
    entries.map(({ row }) => row),
    labelsOf(tables),
  );
  const present = known.filter((one): one is KnownRow => one.live !== undefined);
  const kept = known.filter(({ live }) => live === undefined).map(({ row }) => keptGone(row));
  let count = 0;
  for (const one of present) {
    const outcome = await unlessRefused(session, () =>
      changeRows(session, [one], inverse.kind, new RowTexts(session, new Map())),
    );
    if (outcome.refusal !== undefined) kept.push(notRestored(one.row, outcome.refusal.message));
    else {
      kept.push(...outcome.result.kept);
      for (const {
        known: { row },
        key,
        before,
      } of outcome.result.changed) {
        const shipped = shippedOf.get(rowId(row.shape, row.label));
        if (shipped !== undefined)
          await writeLabels(session, [{ oid: row.shape.oid, label: row.label, ...withKey(shipped, key) }]);
        if (Object.keys(before).length > 0) count++;
      }
    }
  }
  return { count, kept };
}

/** What a label says of its row again; a part of the key that is another in each database is not among it. */
function withKey(shipped: ShippedRow, key: RowKey = {}): ShippedRow {
  return { ...shipped, key: { ...key, ...shipped.key } };
}

/** What is taken back stands in no file: this is the place that findings name. */
const STORED = "dataset (stored)";

/** A row by texts, in those of its columns that can still be written. */
function rowOf(shape: TableShape, label: string, texts: Readonly<Record<string, TextValue>>): ResolvedRow {
  const place = { file: STORED };
  const columns = writableColumns(shape).filter(({ name }) => texts[name] !== undefined);
  return {
    shape,
    label,
    place,
    values: new Map(columns.map(({ name }) => [name, textLiteral(texts[name] ?? null, place)])),
  };
}

function labelsOf(tables: readonly FoundTable[]): ReadonlyMap<string, ShippedRow> {
  return new Map(tables.flatMap(({ labels }) => [...labels]));
}
