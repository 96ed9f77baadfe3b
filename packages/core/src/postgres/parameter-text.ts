import type { Parameter } from "../types/session.js";

/**
 * A parameter in PostgreSQL's text form. Every parameter is sent as text of unknown type, so the server decides the
 * type from the statement and nothing is converted on the way.
 */
export function parameterText(value: Parameter): string | null {
  if (value === null) return null;
  if (typeof value === "boolean") return value ? "t" : "f";
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString("hex")}`;
  if (typeof value === "object") return `{${value.map(arrayElement).join(",")}}`;
  return String(value);
}

function arrayElement(value: string | number | bigint | boolean | null): string {
  if (value === null) return "NULL";
  if (typeof value === "boolean") return value ? "t" : "f";
  return typeof value === "string" ? `"${value.replaceAll(/["\\]/g, "\\$&")}"` : String(value);
}
