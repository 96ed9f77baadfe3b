import { must } from "../errors/internal-error.js";
import { compareText } from "../types/ids.js";
import { formatTable } from "./dataset.js";
import { type GivenColumns, givenColumns } from "./given-columns.js";
import { isSurrogate, labelRows } from "./label-rows.js";
import type { LabelledRows } from "./labelled-rows.js";
import type { ReplayedData, ReplayedRow, ReplayedTable } from "./replayed-table.js";
import { type ColumnShape, type TableShape, writableColumns } from "./table-shape.js";
import { findVolatile, type Volatility } from "./volatile-cells.js";
import { ANY, canBeMade } from "./written-value.js";
import { rowLine, type WrittenRow, writeRow } from "./written-row.js";

/** The rows of one table in LATEST, as the texts of its two files; undefined for one without a row. */
export interface LatestTable {
  readonly shape: TableShape;
  readonly bootstrap: string | undefined;
  readonly fixtures: string | undefined;
  /** Labels that no dataset gave: a replay records none of them. Sorted. */
  readonly unlabelled: readonly string[];
  /** Which columns datasets gave, where loading the rows does not show it. */
  readonly given: GivenColumns;
  /** Why an installation cannot take them from here, as clauses about the table. */
  readonly replay: readonly string[];
}

/** What replays have left: the same history twice with fixtures, and where there are any, once without. */
export interface ReplayedThrice {
  readonly first: ReplayedData;
  readonly second: ReplayedData;
  readonly without: ReplayedData | undefined;
}

/**
 * The rows of LATEST: those of a replay without fixtures, and what a replay with them holds beyond. docs/FORMATS.md,
 * "LATEST". Tables are named by `formatTable`; those that have no row in any replay have none here.
 */
export function latestRows(
  { first, second, without }: ReplayedThrice,
  isWanted: (shape: TableShape) => boolean,
): ReadonlyMap<string, LatestTable> {
  const volatilities = new Map<string, Volatility>();
  const volatilityOf = (shape: TableShape): Volatility => {
    const name = formatTable(shape);
    const empty = { shape, uniqueKeys: [], rows: [] };
    const found = volatilities.get(name) ?? findVolatile(first.get(name) ?? empty, second.get(name));
    volatilities.set(name, found);
    return found;
  };
  const all = labelRows(first, volatilityOf);
  const bare = without === undefined ? all : labelRows(without, volatilityOf);
  const names = [...new Set([...first.keys(), ...(without?.keys() ?? [])])].toSorted(compareText);
  return new Map(
    names.flatMap((name) => {
      const shape = must(first.get(name) ?? without?.get(name), name).shape;
      if (!isWanted(shape)) return [];
      const table = { all: first.get(name), bare: (without ?? first).get(name) };
      return [[name, latestTable(shape, table, { all, bare }, volatilityOf(shape), without !== undefined)] as const];
    }),
  );
}

interface Both<T> {
  readonly all: T;
  readonly bare: T;
}

function latestTable(
  shape: TableShape,
  tables: Both<ReplayedTable | undefined>,
  labels: Both<LabelledRows>,
  volatility: Volatility,
  hasFixtures: boolean,
): LatestTable {
  const shifted = hasFixtures ? shiftedColumns(shape, tables, labels) : new Set<string>();
  const write = (table: ReplayedTable | undefined, known: LabelledRows): Map<string, WrittenRow> => {
    const isAny =
      (row: ReplayedRow) =>
      (column: ColumnShape): boolean =>
        volatility.isVolatile(row, column.name) || (shifted.has(column.name) && !isGiven(row, column.name));
    // Its own shape: the oids of a foreign key's target are others in each replay.
    const written = (table?.rows ?? []).map(
      (row) => [must(known.of(row), "a label"), writeRow(table?.shape ?? shape, row, known, isAny(row))] as const,
    );
    return new Map(written.toSorted(([a], [b]) => compareText(a, b)));
  };
  const bare = write(tables.bare, labels.bare);
  const all = hasFixtures ? write(tables.all, labels.all) : bare;
  const rows = [...bare, ...all];
  const collides = [...shifted].filter((column) => tables.all?.rows.some((row) => isGiven(row, column)));
  return {
    shape,
    bootstrap: textOf([...bare].map(([label, cells]) => rowLine(label, cells))),
    fixtures: textOf(hasFixtures ? deltaLines(bare, all) : []),
    unlabelled: [...new Set([...unshipped(tables.bare, labels.bare), ...unshipped(tables.all, labels.all)])].toSorted(
      compareText,
    ),
    given: givenColumns(
      shape,
      { table: tables.bare, labels: labels.bare, written: bare },
      hasFixtures ? { table: tables.all, labels: labels.all, written: all } : undefined,
    ),
    replay: [
      ...(shape.key === undefined && rows.length > 0 ? ["has rows and no key"] : []),
      ...(volatility.rowsDiffer ? ["has other rows in each replay"] : []),
      ...unwritable(shape).map((column) => `has a column that a file of rows cannot name: ${JSON.stringify(column)}`),
      ...unmakeable(shape, rows).map(
        (column) => `has another value in ${JSON.stringify(column)} in each replay, and no default that makes one`,
      ),
      ...collides.map((column) => `gives some values of ${JSON.stringify(column)} and leaves others to its sequence`),
    ],
  };
}

/** Columns that a sequence fills otherwise where fixtures are loaded in between. */
function shiftedColumns(
  shape: TableShape,
  tables: Both<ReplayedTable | undefined>,
  labels: Both<LabelledRows>,
): Set<string> {
  const rows = new Map((tables.all?.rows ?? []).map((row) => [labels.all.of(row), row]));
  const surrogates = writableColumns(shape).filter(isSurrogate);
  const isShifted = ({ name }: ColumnShape): boolean =>
    (tables.bare?.rows ?? []).some((row) => {
      const same = rows.get(labels.bare.of(row));
      return same !== undefined && !isGiven(row, name) && row.texts[name] !== same.texts[name];
    });
  return new Set(surrogates.filter(isShifted).map(({ name }) => name));
}

function unshipped(table: ReplayedTable | undefined, labels: LabelledRows): string[] {
  return (table?.rows ?? []).flatMap((row) => (row.shipped === undefined ? [must(labels.of(row), "a label")] : []));
}

function isGiven({ shipped }: ReplayedRow, column: string): boolean {
  return shipped?.given.has(column) === true;
}

/** What leads from the one to the other: rows to add, columns to change, rows to remove. */
function deltaLines(from: ReadonlyMap<string, WrittenRow>, to: ReadonlyMap<string, WrittenRow>): string[] {
  const labels = [...new Set([...from.keys(), ...to.keys()])].toSorted(compareText);
  return labels.flatMap((label) => {
    const [before, after] = [from.get(label), to.get(label)];
    if (after === undefined) return [rowLine(label, "delete")];
    if (before === undefined) return [rowLine(label, after)];
    const columns = [...new Set([...after.keys(), ...before.keys()])];
    const changed = columns.filter((column) => before.get(column) !== after.get(column) && after.get(column) !== ANY);
    return changed.length === 0
      ? []
      : [rowLine(label, new Map(changed.map((column) => [column, after.get(column) ?? "null"])))];
  });
}

/** Columns whose value is not known and that nothing fills. */
function unmakeable(shape: TableShape, rows: readonly (readonly [string, WrittenRow])[]): string[] {
  const unknown = new Set(
    rows.flatMap(([, cells]) => [...cells].flatMap(([name, json]) => (json === ANY ? name : []))),
  );
  return shape.columns.filter((column) => unknown.has(column.name) && !canBeMade(column)).map(({ name }) => name);
}

/** `$` and `$delete` mean something else in a line, and what stands in parentheses is a list of columns. */
function unwritable(shape: TableShape): string[] {
  return writableColumns(shape)
    .map(({ name }) => name)
    .filter((name) => name === "$" || name === "$delete" || /^\(.*\)$/s.test(name));
}

function textOf(lines: readonly string[]): string | undefined {
  return lines.length === 0 ? undefined : lines.join("");
}
