import type { Finding } from "../errors/finding.js";
import type { Place } from "../types/place.js";
import type { DatasetCell, DatasetRow } from "./dataset.js";
import { invalid } from "./delta-problem.js";
import type { JsonNode } from "./json-node.js";
import { parseColumns } from "./table-name.js";

/** A member of a row's object before it is judged. */
export interface WrittenCell {
  readonly key: string;
  readonly value: JsonNode;
  readonly place: Place;
}

/** Where a row stands: in the delta of a migration, or in LATEST, where a value may be any. */
export type RowSource = "delta" | "LATEST";

/**
 * Makes a row of what was written; `cells` is null for a row to be removed. Problems (a column twice, an empty name,
 * `{"$any": true}` in a delta, a misshapen `$ref` or `$json`) are added to `findings`.
 */
export function parseRow(
  table: string,
  label: string,
  place: Place,
  cells: readonly WrittenCell[] | null,
  findings: Finding[],
  source: RowSource = "delta",
): DatasetRow {
  const what = `${table}, row ${JSON.stringify(label)}`;
  if (label === "") findings.push(invalid(place, `${table}: a label is empty`));
  const seen = new Set<string>();
  const parsed = cells?.flatMap((cell): DatasetCell[] => {
    const columns = parseColumns(cell.key);
    if (columns === undefined) {
      findings.push(
        invalid(
          cell.place,
          `${what}: ${JSON.stringify(cell.key)} names no column`,
          "Write a column, or several as (a,b).",
        ),
      );
      return [];
    }
    for (const column of columns) {
      if (seen.has(column))
        findings.push(invalid(cell.place, `${what}: column ${JSON.stringify(column)} is given twice`));
      seen.add(column);
    }
    const problem = valueProblem(cell.value, columns.length, source);
    if (problem !== undefined)
      findings.push(invalid(cell.place, `${what}, column ${JSON.stringify(cell.key)}: ${problem}`));
    return problem === undefined ? [{ columns, value: cell.value, place: cell.place }] : [];
  });
  return { label, place, cells: parsed ?? null };
}

/** The special object that a value is, by its first key; undefined for data. */
export function specialKey(value: JsonNode): "$ref" | "$json" | "$any" | undefined {
  if (value.type !== "object") return undefined;
  const keys = value.entries.map(([key]) => key);
  if (keys.length > 0 && keys.includes("$ref") && keys.every((key) => key === "$ref" || key === "column"))
    return "$ref";
  return keys.length === 1 && (keys[0] === "$json" || keys[0] === "$any") ? keys[0] : undefined;
}

/** The text of a member of a special object; undefined when it is missing or no text. */
export function textMember(value: JsonNode, key: string): string | undefined {
  const member = value.type === "object" ? value.entries.find(([name]) => name === key)?.[1] : undefined;
  return member?.type === "string" ? member.value : undefined;
}

function valueProblem(value: JsonNode, columnCount: number, source: RowSource): string | undefined {
  switch (specialKey(value)) {
    case "$any":
      if (source === "LATEST" && columnCount === 1) return undefined;
      return '{"$any": true} stands in LATEST only; a delta gives the value, or leaves the column out for its default';
    case "$json":
      return isJson(textMember(value, "$json")) ? undefined : "$json must be the text of one JSON value";
    case "$ref": {
      const hasColumn = value.type === "object" && value.entries.some(([key]) => key === "column");
      if (textMember(value, "$ref") === undefined || (hasColumn && textMember(value, "column") === undefined))
        return 'a reference is {"$ref": "schema.table/label"}, with "column" as text where it is needed';
      return hasColumn && columnCount > 1 ? '"column" cannot stand in a reference of several columns' : undefined;
    }
    default:
      if (columnCount === 1 || value.type === "null" || (value.type === "string" && /^\$[^$]/s.test(value.value)))
        return undefined;
      return 'several columns take one reference, "$label" or {"$ref": …}, or null';
  }
}

function isJson(text: string | undefined): boolean {
  try {
    JSON.parse(text ?? "");
    return true;
  } catch {
    return false;
  }
}
