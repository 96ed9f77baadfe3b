import type { TableName } from "./dataset.js";

const PART = String.raw`(?:"(?:[^"]|"")+"|[^".]+)`;
const QUALIFIED = new RegExp(`^(?<schema>${PART})\\.(?<name>${PART})$`, "u");
const REFERENCE = new RegExp(`^(?<table>${PART}\\.(?:"(?:[^"]|"")+"|[^"./]+))/(?<label>.+)$`, "su");

/** Reads `schema.table`, a part that holds a dot, a slash or a quote in double quotes. Undefined for another form. */
export function parseTableName(text: string): TableName | undefined {
  const groups = QUALIFIED.exec(text)?.groups;
  return groups && { schema: unquote(groups["schema"]!), name: unquote(groups["name"]!) };
}

/** Reads `schema.table/label`. Undefined for another form. */
export function parseRowName(text: string): { readonly table: TableName; readonly label: string } | undefined {
  const groups = REFERENCE.exec(text)?.groups;
  const table = groups && parseTableName(groups["table"]!);
  return table && { table, label: groups["label"]! };
}

/** The columns of a key: one by its name, several as `(org_id,project_id)`. Undefined when an inner name is empty or twice. */
export function parseColumns(text: string): readonly string[] | undefined {
  const inner = /^\((?<inner>.*)\)$/su.exec(text)?.groups?.["inner"];
  if (inner === undefined) return text === "" ? undefined : [text];
  const columns = inner.split(",").map((column) => unquote(column.trim()));
  return columns.includes("") || new Set(columns).size < columns.length ? undefined : columns;
}

function unquote(part: string): string {
  return part.startsWith('"') && part.endsWith('"') && part.length > 1 ? part.slice(1, -1).replaceAll('""', '"') : part;
}
