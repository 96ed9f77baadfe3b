import { groupBy } from "../lib/group-by.js";
import type { LabelledRows } from "./labelled-rows.js";
import type { ReplayedTable } from "./replayed-table.js";
import { columnOf, type TableShape } from "./table-shape.js";
import type { WrittenRow } from "./written-row.js";
import { ANY } from "./written-value.js";

/** Rows of one table of which datasets gave the same columns. Both lists are sorted. */
export interface GivenRows {
  readonly columns: readonly string[];
  readonly labels: readonly string[];
}

/** What datasets gave of the rows of one table: in a replay without fixtures, and where that is not all, in one with them. */
export interface GivenColumns {
  readonly bootstrap: readonly GivenRows[];
  readonly fixtures: readonly GivenRows[];
}

/** Rows of one replay, and by their labels how LATEST writes them. */
export interface WrittenTable {
  readonly table: ReplayedTable | undefined;
  readonly labels: LabelledRows;
  readonly written: ReadonlyMap<string, WrittenRow>;
}

/**
 * The columns that datasets gave, of each row for which they are not the very ones that loading it from LATEST gives.
 * `all` is absent where there are no fixtures. docs/FORMATS.md, "LATEST".
 */
export function givenColumns(shape: TableShape, bare: WrittenTable, all: WrittenTable | undefined): GivenColumns {
  const loaded = (cells: WrittenRow | undefined): string[] =>
    [...(cells ?? [])].flatMap(([name, json]) =>
      json === ANY && columnOf(shape, name)?.hasDefault === true ? [] : [name],
    );
  const fromBootstrap = differing(shape, bare, (label) => loaded(bare.written.get(label)));
  const fromFixtures =
    all === undefined
      ? new Map<string, string>()
      : differing(shape, all, (label) => {
          const set = fromBootstrap.get(label);
          return set === undefined
            ? [...loaded(bare.written.get(label)), ...loaded(all.written.get(label))]
            : (JSON.parse(set) as string[]);
        });
  return { bootstrap: grouped(fromBootstrap), fixtures: grouped(fromFixtures) };
}

/** By label the columns that were given, as JSON, where they are not those expected. */
function differing(
  shape: TableShape,
  { table, labels }: WrittenTable,
  expected: (label: string) => readonly string[],
): Map<string, string> {
  const found = new Map<string, string>();
  for (const row of table?.rows ?? []) {
    const label = labels.of(row);
    if (row.shipped === undefined || label === undefined) continue;
    // Hashes may name columns that are gone.
    const given = asText([...row.shipped.given].filter((column) => columnOf(shape, column) !== undefined));
    if (given !== asText(expected(label))) found.set(label, given);
  }
  return found;
}

function asText(columns: readonly string[]): string {
  return JSON.stringify([...new Set(columns)].toSorted());
}

function grouped(found: ReadonlyMap<string, string>): GivenRows[] {
  const groups = groupBy([...found], ([, columns]) => columns);
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([columns, rows]) => ({
      columns: JSON.parse(columns) as string[],
      labels: rows.map(([label]) => label).toSorted(),
    }));
}
