import { type CurrentDefaults, readCurrentDefaults } from "../../catalog/read-current-defaults.js";
import { readTableRows } from "../../catalog/read-table-rows.js";
import { readTableShapes } from "../../catalog/read-table-shapes.js";
import { type MovedSequence, readMovedSequences, readTablesWithRows } from "../../catalog/read-tables-with-rows.js";
import { formatTable, type TableName } from "../../dataset/dataset.js";
import { parseHash, type RowText } from "../../dataset/hash-row.js";
import type { ReplayedData, ReplayedRow, ReplayedTable } from "../../dataset/replayed-table.js";
import { currentKey } from "../../dataset/row-key.js";
import { columnOf, type TableShape } from "../../dataset/table-shape.js";
import { must } from "../../errors/internal-error.js";
import { type LabelRow, readAllLabels } from "../../history/labels.js";
import { readRecordedRows, type RecordedRow } from "../../history/recorded-migrations.js";
import { groupBy } from "../../lib/group-by.js";
import { withTextSettings } from "../../postgres/text-settings.js";
import { transaction } from "../../postgres/transaction.js";
import type { Session } from "../../types/session.js";

/** Rows of one table that LATEST takes: more is not looked at. */
export const MOST_ROWS = 50_000;

/** Tables in one transaction: each is a lock. */
const AT_ONCE = 500;

/** What a replay has left beside the catalog. */
export interface Replayed {
  readonly data: ReplayedData;
  /** By the oids of tables, what their defaults give now that depend on time, session or chance. */
  readonly defaults: ReadonlyMap<number, CurrentDefaults>;
  /** Tables with more rows than LATEST takes; they are not in `data`. */
  readonly tooLarge: readonly TableName[];
  readonly sequences: readonly MovedSequence[];
  /** By `module@version`. */
  readonly recorded: ReadonlyMap<string, RecordedRow>;
}

/** Reads the rows of every table of the users', with their labels, and what the history has recorded. */
export async function readReplayed(session: Session): Promise<Replayed> {
  const [found, sequences, recorded, labels] = await Promise.all([
    readTablesWithRows(session),
    readMovedSequences(session),
    readRecordedRows(session),
    readAllLabels(session),
  ]);
  const shapes = await readTableShapes(session, found);
  const labelsOf = groupBy(labels, ({ oid }) => oid);
  const data = new Map<string, ReplayedTable>();
  const allDefaults = new Map<number, CurrentDefaults>();
  const tooLarge: TableName[] = [];
  for (let start = 0; start < found.length; start += AT_ONCE) {
    const batch = found.slice(start, start + AT_ONCE);
    const [defaults, texts] = await transaction(session, async () => {
      // Rows that a policy hides would be missing in silence.
      await session.run("SET LOCAL row_security = off");
      const own = batch.map((table) => must(shapes.get(formatTable(table)), table.name));
      // In the session of the replay and right behind it: an hour or a day that both have seen is the same still.
      const current = await readCurrentDefaults(session, own);
      const read = (): Promise<RowText[][]> =>
        Promise.all(own.map((shape) => readTableRows(session, shape, MOST_ROWS + 1)));
      return [current, await withTextSettings(session, read)] as const;
    });
    for (const [oid, own] of defaults) allDefaults.set(oid, own);
    for (const [index, table] of batch.entries()) {
      const shape = must(shapes.get(formatTable(table)), table.name);
      const rows = must(texts[index], "rows");
      if (rows.length > MOST_ROWS) tooLarge.push(table);
      else if (rows.length > 0)
        data.set(formatTable(table), {
          shape,
          uniqueKeys: table.uniqueKeys,
          rows: withCurrent(withLabels(shape, rows, labelsOf.get(shape.oid) ?? []), defaults.get(shape.oid)),
        });
    }
  }
  return { data, defaults: allDefaults, tooLarge, sequences, recorded };
}

/** Finds the row of each label by its key. */
function withLabels(shape: TableShape, rows: readonly RowText[], labels: readonly LabelRow[]): ReplayedRow[] {
  const byKey = new Map<string, LabelRow>();
  const columnSets = new Map<string, readonly string[]>();
  for (const label of labels) {
    const key = currentKey(shape, label.key);
    if (key === undefined || !Object.keys(key).every((column) => columnOf(shape, column) !== undefined)) continue;
    const columns = Object.keys(key).toSorted();
    columnSets.set(JSON.stringify(columns), columns);
    byKey.set(JSON.stringify(columns.map((column) => [column, key[column]])), label);
  }
  return rows.map((texts) => {
    const found = [...columnSets.values()]
      .map((columns) => byKey.get(JSON.stringify(columns.map((column) => [column, texts[column] ?? null]))))
      .find((label) => label !== undefined);
    if (found === undefined) return { texts, shipped: undefined };
    const given = new Set(Object.keys(parseHash(found.hash)?.given ?? {}));
    return { texts, shipped: { label: found.label, given } };
  });
}

/** Marks what a default would give now. */
function withCurrent(rows: ReplayedRow[], defaults: CurrentDefaults | undefined): ReplayedRow[] {
  if (defaults === undefined) return rows;
  return rows.map((row) => {
    const same = [...defaults].filter(
      ([column, text]) => row.texts[column] === text && row.shipped?.given.has(column) !== true,
    );
    return same.length === 0 ? row : { ...row, current: new Set(same.map(([column]) => column)) };
  });
}
