import { readRelationNames } from "../../catalog/read-relation-names.js";
import { readTableShapes } from "../../catalog/read-table-shapes.js";
import { readRows } from "../../catalog/read-rows.js";
import { formatTable } from "../../dataset/dataset.js";
import { type RowText, editedColumns, formatHash, hashRow, parseHash } from "../../dataset/hash-row.js";
import type { RowKey } from "../../dataset/inverse-delta.js";
import { rowId } from "../../dataset/resolved-row.js";
import { currentKey } from "../../dataset/row-key.js";
import { type TableShape, writableColumns } from "../../dataset/table-shape.js";
import { type LabelRow, readModuleLabels, writeLabels } from "../../history/labels.js";
import { groupBy } from "../../lib/group-by.js";
import { withTextSettings } from "../../postgres/text-settings.js";
import type { ModuleName, Version } from "../../types/ids.js";
import type { Session } from "../../types/session.js";

/** The labelled rows of a module that nobody had edited when a step began. */
export type UneditedRows = ReadonlySet<string>;

/**
 * Notes, before the SQL of a step runs, which labelled rows of its module nobody has edited. Together with
 * {@link settleLabels} it tells what a migration does to rows from what an operator did.
 */
export async function readUneditedRows(session: Session, module: ModuleName): Promise<UneditedRows> {
  const rows = await readLabelled(session, module);
  const unedited = rows.filter(({ label, live }) => {
    const hash = parseHash(label.hash);
    return hash !== undefined && editedColumns(hash, live, label.kind).length === 0;
  });
  return new Set(unedited.map(({ label }) => rowId(label, label.label)));
}

/**
 * Takes what the step has made of these rows, and of those that it loaded itself, for what strata shipped: an UPDATE of
 * a migration, a transform, a trigger or a foreign key's action is no edit. Called at the end of the step, in its
 * transaction; rows that somebody had edited before stay edited.
 */
export async function settleLabels(
  session: Session,
  module: ModuleName,
  version: Version,
  before: UneditedRows,
): Promise<void> {
  const rows = await readLabelled(session, module);
  const changed = rows.flatMap(({ label, key, live }) => {
    if (!before.has(rowId(label, label.label)) && label.version !== version) return [];
    const given = new Set(Object.keys(parseHash(label.hash)?.given ?? {}));
    const hash = formatHash(hashRow(live, given));
    return hash === label.hash ? [] : [{ ...label, key, hash }];
  });
  await writeLabels(session, changed);
}

interface LabelledRow {
  readonly label: LabelRow;
  readonly key: RowKey;
  readonly live: RowText;
}

/** The labelled rows of a module that are there, in their writable columns. */
async function readLabelled(session: Session, module: ModuleName): Promise<LabelledRow[]> {
  const labels = await readModuleLabels(session, module);
  if (labels.length === 0) return [];
  return withTextSettings(session, async () => {
    const groups = groupBy(labels, ({ oid }) => oid);
    const names = await readRelationNames(session, [...groups.keys()]);
    const shapes = await readTableShapes(session, [...names.values()]);
    const rows: LabelledRow[] = [];
    for (const [oid, group] of groups) {
      const name = names.get(oid);
      const shape = name === undefined ? undefined : shapes.get(formatTable(name));
      // A spread puts every row on the stack.
      for (const row of shape === undefined ? [] : await readGroup(session, shape, group)) rows.push(row);
    }
    return rows;
  });
}

async function readGroup(session: Session, shape: TableShape, group: readonly LabelRow[]): Promise<LabelledRow[]> {
  const keys = group.map((label) => currentKey(shape, label.key));
  const live = await readRows(
    session,
    shape,
    keys,
    writableColumns(shape).map(({ name }) => name),
  );
  return group.flatMap((label, index) => {
    const [key, row] = [keys[index], live[index]];
    return key === undefined || row === undefined ? [] : [{ label, key, live: row }];
  });
}
