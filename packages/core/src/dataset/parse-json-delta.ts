import type { Node } from "jsonc-parser";
import type { Finding } from "../errors/finding.js";
import { placesIn } from "../lib/place-at.js";
import type { Place } from "../types/place.js";
import { type DatasetRow, type DatasetTable, formatTable } from "./dataset.js";
import { invalid } from "./delta-problem.js";
import { parseRow } from "./parse-row.js";
import { jsonNodeOf, membersOf, readJson } from "./read-json.js";
import { parseTableName } from "./table-name.js";

/** What a file holds, as far as it could be read, and everything that is wrong with it. */
export interface ParsedTables {
  readonly tables: readonly DatasetTable[];
  readonly findings: readonly Finding[];
}

/** Reads the JSON form: `{ "schema.table": { label: row | null } }`. `file` is its path, for messages. */
export function parseJsonDelta(text: string, file: string): ParsedTables {
  const { root, problem } = readJson(text);
  const placeOf = placesIn(file, text);
  if (problem) return { tables: [], findings: [invalid(placeOf(problem.offset), problem.message)] };
  const findings: Finding[] = [];
  if (root.type !== "object") {
    return {
      tables: [],
      findings: [invalid(placeOf(root.offset), 'a dataset is an object: { "schema.table": { label: row } }')],
    };
  }
  const seen = new Set<string>();
  const tables = membersOf(root).flatMap(({ key, offset, value }): DatasetTable[] => {
    const place = placeOf(offset);
    const name = parseTableName(key);
    if (name === undefined) {
      findings.push(
        invalid(
          place,
          `${JSON.stringify(key)} is no table name`,
          'Write "schema.table", a part that holds a dot in double quotes.',
        ),
      );
      return [];
    }
    if (seen.has(formatTable(name)))
      findings.push(invalid(place, `table ${formatTable(name)} stands in the file twice`));
    seen.add(formatTable(name));
    return [{ ...name, place, rows: rowsOf(formatTable(name), value, text, placeOf, findings) }];
  });
  return { tables, findings };
}

function rowsOf(
  table: string,
  node: Node,
  text: string,
  placeOf: (offset: number) => Place,
  findings: Finding[],
): DatasetRow[] {
  if (node.type !== "object") {
    findings.push(
      invalid(placeOf(node.offset), `${table}: rows are an object of labels: { "label": { "column": value } }`),
    );
    return [];
  }
  const seen = new Set<string>();
  return membersOf(node).flatMap(({ key: label, offset, value }): DatasetRow[] => {
    const place = placeOf(offset);
    if (seen.has(label))
      findings.push(invalid(place, `${table}: label ${JSON.stringify(label)} stands in the file twice`));
    seen.add(label);
    if (value.type === "null") return [parseRow(table, label, place, null, findings)];
    if (value.type !== "object") {
      findings.push(
        invalid(
          placeOf(value.offset),
          `${table}, row ${JSON.stringify(label)}: a row is an object of columns, or null to remove it`,
        ),
      );
      return [];
    }
    const cells = membersOf(value).map((member) => ({
      key: member.key,
      value: jsonNodeOf(member.value, text),
      place: placeOf(member.offset),
    }));
    return [parseRow(table, label, place, cells, findings)];
  });
}
