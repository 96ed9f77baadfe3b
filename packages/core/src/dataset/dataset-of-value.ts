import type { Finding } from "../errors/finding.js";
import type { Place } from "../types/place.js";
import { type DatasetRow, type DatasetTable, formatTable } from "./dataset.js";
import { invalid } from "./delta-problem.js";
import type { JsonNode } from "./json-node.js";
import type { ParsedTables } from "./parse-json-delta.js";
import { parseRow } from "./parse-row.js";
import { parseTableName } from "./table-name.js";

/**
 * Reads the TypeScript form: a value of the same shape as the JSON form. A bigint is a number, a Date its ISO text, a
 * member that is undefined is left out. `file` is the path of the source, for messages.
 */
export function datasetOfValue(value: unknown, file: string): ParsedTables {
  const place = { file };
  if (!isRecord(value))
    return {
      tables: [],
      findings: [invalid(place, 'the default export is no dataset: { "schema.table": { label: row } }')],
    };
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const tables = Object.entries(value).flatMap(([key, rows]): DatasetTable[] => {
    const name = parseTableName(key);
    if (name === undefined || !isRecord(rows)) {
      findings.push(
        invalid(
          place,
          name === undefined ? `${JSON.stringify(key)} is no table name` : `${key}: rows are an object of labels`,
        ),
      );
      return [];
    }
    const table = formatTable(name);
    if (seen.has(table)) findings.push(invalid(place, `table ${table} is given twice`));
    seen.add(table);
    return [
      {
        ...name,
        place,
        rows: Object.entries(rows).flatMap(([label, row]) => rowOf(table, label, row, place, findings)),
      },
    ];
  });
  return { tables, findings };
}

function rowOf(table: string, label: string, row: unknown, place: Place, findings: Finding[]): DatasetRow[] {
  if (row === undefined) return [];
  if (row === null) return [parseRow(table, label, place, null, findings)];
  if (!isRecord(row)) {
    findings.push(
      invalid(place, `${table}, row ${JSON.stringify(label)}: a row is an object of columns, or null to remove it`),
    );
    return [];
  }
  const cells = Object.entries(row).flatMap(([key, cell]) => {
    if (cell === undefined) return [];
    const value = nodeOf(cell);
    if (value === undefined) {
      findings.push(
        invalid(
          place,
          `${table}, row ${JSON.stringify(label)}, column ${JSON.stringify(key)}: the value is no JSON data`,
        ),
      );
      return [];
    }
    return [{ key, value, place }];
  });
  return [parseRow(table, label, place, cells, findings)];
}

function nodeOf(value: unknown): JsonNode | undefined {
  if (value === null) return { type: "null" };
  if (typeof value === "boolean") return { type: "boolean", value };
  if (typeof value === "string") return { type: "string", value };
  if (typeof value === "bigint") return { type: "number", text: String(value) };
  if (typeof value === "number")
    return Number.isFinite(value) ? { type: "number", text: JSON.stringify(value) } : undefined;
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? undefined : { type: "string", value: value.toISOString() };
  if (Array.isArray(value)) {
    const items = value.map(nodeOf);
    return items.every((item) => item !== undefined) ? { type: "array", items } : undefined;
  }
  if (!isRecord(value)) return undefined;
  const entries: [string, JsonNode][] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const node = nodeOf(member);
    if (node === undefined) return undefined;
    entries.push([key, node]);
  }
  return { type: "object", entries };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Code loaded from a file may come from another realm; its plain objects have a prototype without one of its own.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
