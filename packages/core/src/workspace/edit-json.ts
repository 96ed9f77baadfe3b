import type { Node } from "jsonc-parser";

/**
 * A JSON text with one more key in an object: at a path of one key, or of two, where the object for the second is made
 * if it is missing. What is there keeps its bytes; the new lines are indented and ended as those around them. Among
 * keys that are sorted the new one goes where it belongs, at the top of the file to the end.
 *
 * The text must hold an object, and at the first of two keys an object or nothing.
 */
export async function addToJson(
  text: string,
  path: readonly [string] | readonly [string, string],
  value: unknown,
): Promise<string> {
  const { findNodeAtLocation, parseTree } = await import("jsonc-parser");
  const bom = text.startsWith("\uFEFF") ? "\uFEFF" : "";
  const body = text.slice(bom.length);
  const tree = parseTree(body)!;
  const style = styleOf(body, tree);
  const [first, second] = path;
  const inner = second === undefined ? undefined : findNodeAtLocation(tree, [first]);
  if (second === undefined) return bom + insert(body, tree, first, value, style, false);
  if (inner === undefined) return bom + insert(body, tree, first, { [second]: value }, style, false);
  return bom + insert(body, inner, second, value, style, true);
}

interface Style {
  readonly unit: string;
  readonly lineEnd: string;
}

function styleOf(text: string, tree: Node): Style {
  return { unit: indentOf(text, tree.children?.[0]) ?? "  ", lineEnd: text.includes("\r\n") ? "\r\n" : "\n" };
}

/** The blanks before a property that begins its line; undefined when something else does. */
function indentOf(text: string, property: Node | undefined): string | undefined {
  if (property === undefined) return undefined;
  const before = text.slice(text.lastIndexOf("\n", property.offset - 1) + 1, property.offset);
  return before.trim() === "" && text.slice(0, property.offset).includes("\n") ? before : undefined;
}

function insert(
  text: string,
  object: Node,
  key: string,
  value: unknown,
  { unit, lineEnd }: Style,
  sorted: boolean,
): string {
  const properties = object.children ?? [];
  const [start, end] = [object.offset, object.offset + object.length];
  const around = lineIndent(text, start);
  const indent = properties.length === 0 ? around + unit : indentOf(text, properties[0]);
  // In an object that is written on one line the new key goes on that line.
  const gap = indent === undefined ? " " : lineEnd + indent;
  const written = `${JSON.stringify(key)}: ${JSON.stringify(value, null, indent === undefined ? 0 : unit).replaceAll("\n", lineEnd + (indent ?? ""))}`;
  if (properties.length === 0) return `${text.slice(0, start)}{${gap}${written}${lineEnd}${around}}${text.slice(end)}`;

  const keys = properties.map((property) => String(property.children?.[0]?.value));
  const isSorted = sorted && keys.every((other, index) => index === 0 || keys[index - 1]! <= other);
  const next = isSorted ? properties[keys.findIndex((other) => other > key)] : undefined;
  if (next !== undefined) return `${text.slice(0, next.offset)}${written},${gap}${text.slice(next.offset)}`;
  const last = properties.at(-1)!;
  const at = last.offset + last.length;
  return `${text.slice(0, at)},${gap}${written}${text.slice(at)}`;
}

function lineIndent(text: string, offset: number): string {
  return /^[ \t]*/u.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset))![0];
}
