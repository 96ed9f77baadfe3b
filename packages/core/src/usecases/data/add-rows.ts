import type { RowText } from "../../dataset/hash-row.js";
import type { RowKey } from "../../dataset/inverse-delta.js";
import { orderRows } from "../../dataset/load-order.js";
import { type ResolvedRow, rowId } from "../../dataset/resolved-row.js";
import { keyOf } from "../../dataset/row-key.js";
import { must } from "../../errors/internal-error.js";
import { groupBy } from "../../lib/group-by.js";
import { advanceSequences } from "../../postgres/advance-sequences.js";
import { cellsOf } from "../../catalog/read-rows.js";
import { insertRows, updateRows } from "../../postgres/write-rows.js";
import type { Session } from "../../types/session.js";
import { namesOf, suppressed, writeNamed } from "./row-failure.js";
import type { RowTexts } from "./row-texts.js";

/** Rows in one statement: enough to make the round trip cheap, few enough to bound its text. */
const BATCH = 1000;

/** A row that was added, by the key it got. */
export interface AddedRow {
  readonly row: ResolvedRow;
  readonly key: RowKey;
}

/**
 * Adds rows so that each reference finds its row, whatever their order in the file, and moves the sequences of key and
 * identity columns that were given. Rows of `texts` are those that are referenced; the added ones join them.
 *
 * Throws DATASET_CYCLE and DATASET_ROW_FAILED; the caller rolls back then.
 */
export async function addRows(session: Session, rows: readonly ResolvedRow[], texts: RowTexts): Promise<AddedRow[]> {
  const { waves, later, deferred } = orderRows(rows);
  if (deferred.length > 0) await session.run(`SET CONSTRAINTS ${deferred.join(", ")} DEFERRED`);
  const wanted = referencedColumns(rows);
  const added: AddedRow[] = [];
  for (const wave of waves) {
    for (const group of statements(wave)) {
      for (let start = 0; start < group.length; start += BATCH) {
        added.push(...(await addBatch(session, group.slice(start, start + BATCH), wanted, texts)));
      }
    }
  }
  if (later.length > 0) await setLater(session, later, added, texts);
  for (const group of groupBy(rows, ({ shape }) => shape.oid).values()) {
    const given = new Set(group.flatMap(({ values }) => [...values.keys()]));
    await advanceSequences(session, must(group[0], "a row").shape, [...given]);
  }
  return added;
}

/**
 * Rows of one table with the same columns. Where the server makes keys, only neighbours are put together, so that the
 * keys grow in the order of the file.
 */
function statements(wave: readonly ResolvedRow[]): Iterable<ResolvedRow[]> {
  const columnsOf = ({ values }: ResolvedRow): string => JSON.stringify([...values.keys()].toSorted());
  const makesKeys = wave.some(({ shape, values }) => shape.key?.some((column) => !values.has(column)));
  let run = 0;
  let last: string | undefined;
  return groupBy(wave, (row) => {
    const columns = columnsOf(row);
    if (makesKeys && columns !== last) run += 1;
    last = columns;
    return `${run}/${columns}`;
  }).values();
}

async function addBatch(
  session: Session,
  batch: readonly ResolvedRow[],
  wanted: ReadonlyMap<number, ReadonlySet<string>>,
  texts: RowTexts,
): Promise<AddedRow[]> {
  const { shape, values } = must(batch[0], "a row");
  const columns = [...values.keys()].toSorted();
  const returning = [...new Set([...must(shape.key, "a key"), ...(wanted.get(shape.oid) ?? [])])];
  const cells = await texts.cellsOf(batch);
  const named = batch.map((row, index) => ({ ...namesOf(row), cells: cells[index]! }));
  const results = await writeNamed(session, shape, named, (some) =>
    insertRows(
      session,
      shape,
      columns,
      some.map((one) => one.cells),
      returning,
    ),
  );
  if (results.length !== batch.length) throw suppressed(shape, "added");
  return results.map((text: RowText, index) => {
    const row = batch[index]!;
    texts.set(shape, row.label, text);
    return { row, key: keyOf(shape, text) };
  });
}

/** Sets what had to stay NULL until every row was there. */
async function setLater(
  session: Session,
  later: readonly ResolvedRow[],
  added: readonly AddedRow[],
  texts: RowTexts,
): Promise<void> {
  const keys = new Map(added.map(({ row, key }) => [rowId(row.shape, row.label), key]));
  for (const row of later) {
    const [cells] = await texts.cellsOf([row]);
    const key = must(keys.get(rowId(row.shape, row.label)), `the key of ${row.label}`);
    await writeNamed(session, row.shape, [{ ...namesOf(row), cells: must(cells, "cells") }], (some) =>
      updateRows(
        session,
        row.shape,
        Object.keys(key),
        [...row.values.keys()],
        some.map((one) => ({ key: cellsOf(key), cells: one.cells })),
      ),
    );
  }
}

/** For each table the columns whose values other rows of the list take. */
function referencedColumns(rows: readonly ResolvedRow[]): ReadonlyMap<number, ReadonlySet<string>> {
  const columns = new Map<number, Set<string>>();
  for (const value of rows.flatMap(({ values }) => [...values.values()])) {
    if (value.kind !== "reference") continue;
    const known = columns.get(value.target.oid) ?? new Set();
    columns.set(value.target.oid, known.add(value.column));
  }
  return columns;
}
