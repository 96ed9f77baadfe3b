import type { Finding } from "../errors/finding.js";
import { placesIn } from "../lib/place-at.js";
import type { Place } from "../types/place.js";
import { type DatasetRow, formatTable } from "./dataset.js";
import { invalid } from "./delta-problem.js";
import type { ParsedTables } from "./parse-json-delta.js";
import { parseRow, type RowSource } from "./parse-row.js";
import { jsonNodeOf, membersOf, readJson } from "./read-json.js";
import { parseTableName } from "./table-name.js";

/**
 * Reads one file of the NDJSON form, `<schema>.<table>.ndjson`: a row a line, `{"$":"label", column: value, …}` or
 * `{"$":"label","$delete":true}`. Empty lines count for nothing. `name` is the file's name, `file` its path.
 */
export function parseNdjsonTable(text: string, name: string, file: string, source: RowSource = "delta"): ParsedTables {
  const table = parseTableName(name.replace(/\.ndjson$/, ""));
  if (table === undefined) {
    return { tables: [], findings: [invalid({ file }, `${JSON.stringify(name)} is not <schema>.<table>.ndjson`)] };
  }
  const findings: Finding[] = [];
  const seen = new Set<string>();
  const rows = text.split("\n").flatMap((line, index): DatasetRow[] => {
    if (line.trim() === "") return [];
    const row = parseLine(formatTable(table), line, { file, line: index + 1 }, findings, source);
    if (row === undefined) return [];
    if (seen.has(row.label)) {
      findings.push(
        invalid(row.place, `${formatTable(table)}: label ${JSON.stringify(row.label)} stands in the file twice`),
      );
    }
    seen.add(row.label);
    return [row];
  });
  return { tables: [{ ...table, place: { file, line: 1 }, rows }], findings };
}

function parseLine(
  table: string,
  line: string,
  start: Required<Pick<Place, "file" | "line">>,
  findings: Finding[],
  source: RowSource,
): DatasetRow | undefined {
  const placeInLine = placesIn(start.file, line);
  const placeOf = (offset: number): Place => ({ ...placeInLine(offset), line: start.line });
  const { root, problem } = readJson(line);
  if (problem) {
    findings.push(invalid(placeOf(problem.offset), problem.message));
    return undefined;
  }
  const members = membersOf(root);
  const label = members.find(({ key }) => key === "$")?.value;
  if (label?.type !== "string") {
    findings.push(invalid(placeOf(root.offset), `${table}: a line is an object with its label under "$"`));
    return undefined;
  }
  const removal = members.find(({ key }) => key === "$delete");
  const others = members.filter(({ key }) => key !== "$" && key !== "$delete");
  const strange = removal && (removal.value.value !== true || others.length > 0);
  if (strange)
    findings.push(invalid(placeOf(removal.offset), `${table}: "$delete" is true and stands alone beside the label`));
  if (members.length - others.length > (removal ? 2 : 1)) {
    findings.push(
      invalid(placeOf(root.offset), `${table}, row ${JSON.stringify(label.value)}: "$" or "$delete" is given twice`),
    );
  }
  const cells = others.map(({ key, offset, value }) => ({
    key,
    value: jsonNodeOf(value, line),
    place: placeOf(offset),
  }));
  return parseRow(table, String(label.value), placeOf(root.offset), removal ? null : cells, findings, source);
}
