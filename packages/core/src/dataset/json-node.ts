/** A JSON value that keeps each number as its text: nothing is rounded, whatever its size or digits. */
export type JsonNode =
  | { readonly type: "null" }
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "number"; readonly text: string }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "array"; readonly items: readonly JsonNode[] }
  | { readonly type: "object"; readonly entries: readonly (readonly [key: string, value: JsonNode])[] };

/** The value as JSON text without white space; numbers as they were written. */
export function jsonText(node: JsonNode): string {
  switch (node.type) {
    case "null":
      return "null";
    case "boolean":
      return String(node.value);
    case "number":
      return node.text;
    case "string":
      return JSON.stringify(node.value);
    case "array":
      return `[${node.items.map(jsonText).join(",")}]`;
    case "object":
      return `{${node.entries.map(([key, value]) => `${JSON.stringify(key)}:${jsonText(value)}`).join(",")}}`;
  }
}
