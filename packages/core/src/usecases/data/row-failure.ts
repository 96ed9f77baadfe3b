import { formatTable } from "../../dataset/dataset.js";
import type { ResolvedRow } from "../../dataset/resolved-row.js";
import type { TableShape } from "../../dataset/table-shape.js";
import { StrataError } from "../../errors/strata-error.js";
import { explainServerError } from "../../postgres/sql-error.js";
import type { RowCells } from "../../postgres/recordset.js";
import { shownFields } from "../../postgres/shown-fields.js";
import { castRows } from "../../postgres/write-rows.js";
import type { Place } from "../../types/place.js";
import { ServerError, type Session } from "../../types/session.js";

/** A row that a statement writes, as a failure names it. */
export interface RowToWrite {
  readonly label: string;
  readonly place: Place;
  readonly cells: RowCells;
  /** Where each cell stands in the file, when it comes from one. */
  readonly placeOf?: (column: string) => Place | undefined;
}

/** How a failure names a row of a dataset. */
export function namesOf(row: ResolvedRow): Omit<RowToWrite, "cells"> {
  return { label: row.label, place: row.place, placeOf: (column: string) => row.values.get(column)?.place };
}

/** A trigger that returned NULL kept rows from being written. */
export function suppressed(shape: TableShape, what: string): StrataError {
  return new StrataError(
    "DATASET_ROW_FAILED",
    `${formatTable(shape)}: a trigger or rule kept rows from being ${what}`,
    {
      hint: "Let the trigger pass the rows of datasets, or take them out of the dataset.",
    },
  );
}

/**
 * Writes rows of one table by one statement. When the server refuses, the shortest refused beginning of the list shows
 * which row is at fault, and casting its cells one by one shows which column.
 *
 * Throws DATASET_ROW_FAILED that names table, label and, where it can be known, the column; what has nothing to do with
 * a row (a lost connection, a deadlock) is thrown as what it is. After a throw the transaction is to be rolled back.
 */
export async function writeNamed<R extends RowToWrite, T>(
  session: Session,
  shape: TableShape,
  rows: readonly R[],
  write: (rows: readonly R[]) => Promise<T>,
): Promise<T> {
  const failure = await attempt(session, () => write(rows));
  if (failure.error === undefined) return failure.result;
  if (!isAboutRow(failure.error))
    throw explainServerError(failure.error, { sentence: `rows of ${formatTable(shape)}` });

  let [passes, fails] = [0, rows.length];
  let error = failure.error;
  while (fails - passes > 1) {
    const middle = Math.floor((passes + fails) / 2);
    const tried = await attempt(session, () => write(rows.slice(0, middle)), "undo");
    if (tried.error === undefined) passes = middle;
    else [fails, error] = [middle, tried.error];
  }
  throw await explainRow(session, shape, rows[fails - 1]!, error);
}

type Attempt<T> =
  | { readonly result: T; readonly error?: never }
  | { readonly result?: never; readonly error: ServerError };

/** Runs within a savepoint, so that an error of the server leaves the transaction usable. */
async function attempt<T>(
  session: Session,
  work: () => Promise<T>,
  after: "keep" | "undo" = "keep",
): Promise<Attempt<T>> {
  await session.run("SAVEPOINT strata_rows");
  try {
    const result = await work();
    if (after === "undo") await session.run("ROLLBACK TO SAVEPOINT strata_rows");
    await session.run("RELEASE SAVEPOINT strata_rows");
    return { result };
  } catch (error) {
    if (!(error instanceof ServerError) || !/^[0-9A-Z]{5}$/.test(error.code)) throw error;
    await session.run("ROLLBACK TO SAVEPOINT strata_rows; RELEASE SAVEPOINT strata_rows");
    return { error };
  }
}

/** Data, constraint, syntax or rule, raised by a trigger, a check of a view: what another row would not meet. */
function isAboutRow(error: ServerError): boolean {
  return /^(?:22|23|42|44|P0|09|27)/.test(error.code);
}

async function explainRow(
  session: Session,
  shape: TableShape,
  row: RowToWrite,
  error: ServerError,
): Promise<StrataError> {
  const column =
    error.fields.column ?? (error.code.startsWith("22") ? await refusedColumn(session, shape, row) : undefined);
  const where = `${formatTable(shape)}, row ${JSON.stringify(row.label)}${column === undefined ? "" : `, column ${JSON.stringify(column)}`}`;
  const detail = error.fields.detail === undefined ? "" : ` (${error.fields.detail})`;
  const place = (column === undefined ? undefined : row.placeOf?.(column)) ?? row.place;
  return new StrataError("DATASET_ROW_FAILED", `${where}: ${error.message}${detail}`, {
    hint: error.fields.hint,
    details: {
      ...shownFields(error),
      place,
      table: formatTable(shape),
      label: row.label,
      ...(column !== undefined && { column }),
    },
    cause: error,
  });
}

async function refusedColumn(session: Session, shape: TableShape, row: RowToWrite): Promise<string | undefined> {
  for (const [column, cell] of row.cells) {
    const { error } = await attempt(session, () => castRows(session, shape, [column], [new Map([[column, cell]])]));
    if (error !== undefined) return column;
  }
  return undefined;
}

/** Does the work within a savepoint; when rows are refused, everything it did is undone and the refusal returned. */
export async function unlessRefused<T>(
  session: Session,
  work: () => Promise<T>,
): Promise<
  { readonly result: T; readonly refusal?: never } | { readonly result?: never; readonly refusal: StrataError }
> {
  await session.run("SAVEPOINT strata_delta");
  try {
    const result = await work();
    await session.run("RELEASE SAVEPOINT strata_delta");
    return { result };
  } catch (error) {
    if (!(error instanceof StrataError) || !error.code.startsWith("DATASET_")) throw error;
    await session.run("ROLLBACK TO SAVEPOINT strata_delta; RELEASE SAVEPOINT strata_delta");
    return { refusal: error };
  }
}
