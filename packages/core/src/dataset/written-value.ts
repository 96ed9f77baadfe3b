import { jsonText } from "./json-node.js";
import { specialKey } from "./parse-row.js";
import { jsonNodeOf, readJson } from "./read-json.js";
import type { ColumnShape } from "./table-shape.js";

/** A value that no replay gives twice. */
export const ANY = '{"$any":true}';

const NUMBER_TYPE = /^(?:smallint|integer|bigint|numeric|real|double precision)\b(?!.*\[)/;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * A text of the server as a dataset writes it, so that loading gives the same text. `isForeignKey`: a foreign key holds the
 * column, where a dollar sign would begin a reference.
 */
export function writtenValue(column: ColumnShape, text: string | null, isForeignKey: boolean): string {
  if (text === null) return "null";
  if (column.isJson) return writtenJson(column, text);
  if (NUMBER_TYPE.test(column.type) && NUMBER.test(text)) return text;
  if (column.type === "boolean") return text;
  return JSON.stringify(isForeignKey && text.startsWith("$") ? `$${text}` : text);
}

/** The type json keeps its very text; jsonb is a value that its text stands for. */
function writtenJson({ type }: ColumnShape, text: string): string {
  const exact = `{"$json":${JSON.stringify(text)}}`;
  const { root, problem } = readJson(text);
  if (problem !== undefined) return exact;
  const node = jsonNodeOf(root, text);
  const bare = jsonText(node);
  if (node.type === "null" || specialKey(node) !== undefined) return exact;
  return type === "jsonb" || bare === text ? bare : exact;
}

/** Whether an installation can make some value in place of one that is volatile: by a default, a clock or a random number. */
export function canBeMade({ hasDefault, type }: ColumnShape): boolean {
  return hasDefault || madeBy(type) !== undefined;
}

/** What makes a value of a type that has no default: the time, or a random uuid. */
export function madeBy(type: string): "time" | "uuid" | undefined {
  if (type === "uuid") return "uuid";
  return /^(?:date|time|timestamp)\b(?!.*\[)/.test(type) ? "time" : undefined;
}
