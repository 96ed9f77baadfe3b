import { must } from "../errors/internal-error.js";
import { StrataError } from "../errors/strata-error.js";
import { formatTable } from "./dataset.js";
import type { ResolvedRow, ResolvedValue } from "./resolved-row.js";
import { type Dependency, areNullable, dependenciesOf, knownLiteral } from "./row-dependencies.js";
import { tableRanks } from "./table-ranks.js";

/** In which order rows can be added. */
export interface LoadOrder {
  /** Each wave holds rows of one table that need only rows of earlier waves. */
  readonly waves: readonly (readonly ResolvedRow[])[];
  /** Columns that are left NULL at first and set when every row is there: circles through nullable columns. */
  readonly later: readonly ResolvedRow[];
  /** Constraints, as SQL, that must be deferred: circles whose keys the file gives. */
  readonly deferred: readonly string[];
}

/**
 * Orders rows so that each follows those it references; tables that others reference come first, rows in the order of
 * the file. A circle is broken at a deferrable foreign key whose value is given, else at nullable columns.
 * Throws DATASET_CYCLE with the path of a circle that has neither.
 */
export function orderRows(given: readonly ResolvedRow[]): LoadOrder {
  const rows = [...given];
  const needs: Dependency[][] = dependenciesOf(rows).map((list) => [...list]);
  const later: ResolvedRow[] = [];
  const deferred = new Set<string>();

  const breakEdge = (index: number, edge: Dependency, how: "defer" | "null"): void => {
    const row = rows[index]!;
    const values = new Map(row.values);
    const cut = new Map<string, ResolvedValue>();
    for (const column of edge.columns) {
      const value = must(values.get(column), `the value of ${column}`);
      cut.set(column, value);
      const literal =
        how === "defer" ? must(knownLiteral(value, rows[edge.on]!), `the literal of ${column}`) : undefined;
      values.set(column, literal ?? { kind: "literal", json: "null", place: value.place });
    }
    if (how === "null") later.push({ ...row, values: cut });
    else if (edge.on !== index) for (const { constraint } of edge.foreignKeys) deferred.add(constraint);
    rows[index] = { ...row, values };
    needs[index] = needs[index]!.filter((other) => other !== edge);
  };

  needs.forEach((list, index) => {
    for (const edge of list.filter(({ on }) => on === index))
      breakEdge(index, edge, must(wayOut(rows, index, edge) ?? fail(rows, [index]), "a way out"));
  });

  const ranks = tableRanks([...new Set(rows.map(({ shape }) => shape))]);
  const rankOf = (index: number): number => must(ranks.get(rows[index]!.shape.oid), "the rank of a table");
  const neededBy: number[][] = rows.map(() => []);
  needs.forEach((list, index) => list.forEach(({ on }) => neededBy[on]!.push(index)));

  const waves: ResolvedRow[][] = [];
  const waiting = new Set(rows.keys());
  const isReady = (index: number): boolean => waiting.has(index) && needs[index]!.every(({ on }) => !waiting.has(on));
  let ready = new Set([...waiting].filter(isReady));
  while (waiting.size > 0) {
    if (ready.size === 0) {
      breakCircle(rows, findCircle(needs, waiting), needs, breakEdge);
      ready = new Set([...waiting].filter(isReady));
      continue;
    }
    const first = [...ready].reduce((least, index) => Math.min(least, rankOf(index)), Infinity);
    const wave = [...ready].filter((index) => rankOf(index) === first).toSorted((a, b) => a - b);
    waves.push(wave.map((index) => rows[index]!));
    for (const index of wave) {
      waiting.delete(index);
      ready.delete(index);
    }
    for (const index of wave) for (const next of neededBy[index]!) if (isReady(next)) ready.add(next);
  }
  return { waves, later, deferred: [...deferred] };
}

/** The rows of a circle, each needing the next, the last needing the first. */
function findCircle(needs: readonly (readonly Dependency[])[], waiting: ReadonlySet<number>): readonly number[] {
  const path: number[] = [];
  let index = must([...waiting][0], "a waiting row");
  while (!path.includes(index)) {
    path.push(index);
    index = must(
      needs[index]!.find(({ on }) => waiting.has(on)),
      "a row that is waited for",
    ).on;
  }
  return path.slice(path.indexOf(index));
}

function breakCircle(
  rows: readonly ResolvedRow[],
  path: readonly number[],
  needs: readonly (readonly Dependency[])[],
  breakEdge: (index: number, edge: Dependency, how: "defer" | "null") => void,
): void {
  const edges = path.map((index, place) => {
    const next = path[(place + 1) % path.length]!;
    return {
      index,
      edge: must(
        needs[index]!.find(({ on }) => on === next),
        "an edge of the circle",
      ),
    };
  });
  const ways = edges.map(({ index, edge }) => ({ index, edge, how: wayOut(rows, index, edge) }));
  const chosen = ways.find(({ how }) => how === "defer") ?? ways.find(({ how }) => how === "null") ?? fail(rows, path);
  breakEdge(chosen.index, chosen.edge, must(chosen.how, "a way out"));
}

/** How an edge can be done without for a while; undefined when it cannot. A row that references itself needs no deferring. */
function wayOut(rows: readonly ResolvedRow[], index: number, edge: Dependency): "defer" | "null" | undefined {
  const row = rows[index]!;
  const isGiven = edge.columns.every((column) => knownLiteral(row.values.get(column)!, rows[edge.on]!) !== undefined);
  if (isGiven && (edge.on === index || edge.foreignKeys.every(({ deferrable }) => deferrable))) return "defer";
  return areNullable(row, edge.columns) ? "null" : undefined;
}

function fail(rows: readonly ResolvedRow[], path: readonly number[]): never {
  const names = [...path, path[0]!].map((index) => `${formatTable(rows[index]!.shape)}/${rows[index]!.label}`);
  throw new StrataError("DATASET_CYCLE", `rows reference each other in a circle: ${names.join(" → ")}`, {
    hint: "Make one of the foreign keys nullable, or DEFERRABLE with the key that it references given in the file.",
    details: {
      findings: [
        {
          code: "DATASET_CYCLE",
          message: `rows reference each other in a circle: ${names.join(" → ")}`,
          place: rows[path[0]!]!.place,
        },
      ],
    },
  });
}
