import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { JsonNode } from "./json-node.js";

/** A JSON text as a tree with offsets, or where it is no JSON: RFC 8259 to the letter, without comments. */
export type JsonReading =
  | { readonly root: Node; readonly problem?: never }
  | { readonly root?: never; readonly problem: { readonly offset: number; readonly message: string } };

/** Reads a JSON text and keeps the place of each of its parts. */
export function readJson(text: string): JsonReading {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const first = errors[0];
  if (first !== undefined) {
    const words = printParseErrorCode(first.error)
      .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
      .toLowerCase();
    return { problem: { offset: first.offset, message: `this is not JSON: ${words}` } };
  }
  return root === undefined ? { problem: { offset: 0, message: "this is not JSON: it is empty" } } : { root };
}

/** The value of a tree that was read without problems. Numbers are taken from the text, digit by digit. */
export function jsonNodeOf(node: Node, text: string): JsonNode {
  switch (node.type) {
    case "null":
      return { type: "null" };
    case "boolean":
      return { type: "boolean", value: node.value === true };
    case "number":
      return { type: "number", text: text.slice(node.offset, node.offset + node.length) };
    case "string":
      return { type: "string", value: String(node.value) };
    case "array":
      return { type: "array", items: (node.children ?? []).map((item) => jsonNodeOf(item, text)) };
    default:
      return {
        type: "object",
        entries: membersOf(node).map(({ key, value }) => [key, jsonNodeOf(value, text)] as const),
      };
  }
}

/** The members of an object in their order, with the offset of each key; nothing for another value. */
export function membersOf(node: Node): { readonly key: string; readonly offset: number; readonly value: Node }[] {
  if (node.type !== "object") return [];
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key && value ? [{ key: String(key.value), offset: key.offset, value }] : [];
  });
}
