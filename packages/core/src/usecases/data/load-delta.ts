import { randomUUID } from "node:crypto";
import { readTableShapes, type TableShapes } from "../../catalog/read-table-shapes.js";
import { checkTables, namedTables } from "../../dataset/check-tables.js";
import type { Dataset, DatasetKind } from "../../dataset/dataset.js";
import { type InverseDelta, emptyInverse } from "../../dataset/inverse-delta.js";
import { inverseOf } from "../../dataset/inverse-of.js";
import { keptGone, keptReferenced, unknownLabel } from "../../dataset/kept-row.js";
import type { KnownRow } from "../../dataset/known-row.js";
import { makeAnyValues } from "../../dataset/any-values.js";
import { rowId } from "../../dataset/resolved-row.js";
import type { Finding } from "../../errors/finding.js";
import { throwFindings } from "../../errors/strata-error.js";
import { deleteLabels, forgetDroppedTables } from "../../history/labels.js";
import { withTextSettings } from "../../postgres/text-settings.js";
import type { ModuleName, Version } from "../../types/ids.js";
import type { Session } from "../../types/session.js";
import { addRows } from "./add-rows.js";
import { changeRows } from "./change-rows.js";
import { recordLabels } from "./record-labels.js";
import { removalCandidates, removeRows } from "./remove-rows.js";
import { resolveDelta } from "./resolve-delta.js";
import { RowTexts } from "./row-texts.js";

/** What is loaded, and for whom. */
export interface LoadDeltaOptions {
  readonly module: ModuleName;
  readonly version: Version;
  readonly kind: DatasetKind;
  readonly delta: Dataset;
  /** Whether the module owns the table at this version; without it every table is taken. */
  readonly ownsRelation?: (schema: string, name: string) => boolean;
}

/** What became of a delta. Numbers count rows. */
export interface LoadedDelta {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** One finding for each row that was left as it is: edited, deleted or referenced by somebody else's doing. */
  readonly kept: readonly Finding[];
  /** How to take it back; plain JSON for the history row. */
  readonly inverse: InverseDelta;
}

/**
 * Loads a delta within the caller's transaction, whole or (with a {@link StrataError}) not at all: the caller rolls back.
 *
 * Throws DATASET_UNFIT with every cell that does not fit the tables, DATASET_FOREIGN_TABLE for a table that the module
 * does not own, DATASET_CYCLE, and DATASET_ROW_FAILED when the server refuses a row, naming its label and, where it can
 * be known, its column. `sys_core.dataset_row` must exist. Constraints that are deferrable may be left DEFERRED.
 */
export async function loadDelta(session: Session, options: LoadDeltaOptions): Promise<LoadedDelta> {
  const { delta, kind, module } = options;
  const isEmpty = delta.tables.every(({ rows }) => rows.length === 0);
  const shapes = await readTableShapes(session, namedTables(delta));
  throwFindings(checkTables(delta, shapes, module, options.ownsRelation ?? (() => true)));
  if (isEmpty) return { added: 0, changed: 0, removed: 0, kept: [], inverse: emptyInverse(kind) };
  await forgetDroppedTables(session);
  return withTextSettings(session, () => load(session, options, shapes));
}

async function load(session: Session, options: LoadDeltaOptions, shapes: TableShapes): Promise<LoadedDelta> {
  const { kind, module, version } = options;
  const delta = await resolveDelta(session, makeAnyValues(options.delta, shapes, randomUUID), shapes);
  const texts = new RowTexts(session, delta.labels);
  const { candidates, edited } = removalCandidates(delta.toRemove);

  // First what nothing references, so that its unique values are free; the rest when references have moved away.
  const early = await removeRows(session, candidates);
  const newRows = new Set(delta.toAdd.map((row) => rowId(row.shape, row.label)));
  const needsNewRow = ({ row }: KnownRow): boolean =>
    [...row.values.values()].some(
      (value) => value.kind === "reference" && newRows.has(rowId(value.target, value.label)),
    );
  const first = await changeRows(
    session,
    delta.toChange.filter((one) => !needsNewRow(one)),
    kind,
    texts,
  );
  const added = await addRows(session, delta.toAdd, texts);
  const second = await changeRows(session, delta.toChange.filter(needsNewRow), kind, texts);
  const late = await removeRows(
    session,
    early.referenced.map(({ candidate }) => candidate),
  );

  const removed = [...early.removed, ...late.removed];
  const changed = [...first.changed, ...second.changed];
  const forgotten = [...removed.map(({ row }) => row), ...delta.goneToRemove];
  await deleteLabels(
    session,
    forgotten.map(({ shape, label }) => ({ oid: shape.oid, label })),
  );
  const found = changed.map(({ known, key, before }) => ({
    row: known.row,
    key,
    earlier: known.shipped,
    untouched: Object.keys(before).length === 0,
  }));
  await recordLabels(session, [...added, ...found], { kind, module, version });
  return {
    added: added.length,
    changed: found.filter(({ untouched }) => !untouched).length,
    removed: removed.length,
    kept: [
      ...delta.unknown.map(unknownLabel),
      ...delta.goneToChange.map(keptGone),
      ...edited,
      ...first.kept,
      ...second.kept,
      ...late.referenced.map(({ candidate, by }) => keptReferenced(candidate.row, by)),
    ],
    inverse: inverseOf(
      kind,
      { module, version },
      {
        added: added.map(({ row }) => row),
        changed: changed.map(({ known, before }) => ({ ...known, before })),
        removed,
      },
    ),
  };
}
