import type { Node } from "libpg-query";
import { nodeOf } from "./statement.js";

/**
 * Whether a parse tree calls one of the functions of pg_catalog by name, unqualified or qualified. Names in strings and
 * in quoted function bodies do not count.
 */
export function callsFunction(tree: Node, names: readonly string[]): boolean {
  // Not recursive: a chain of operators nests as deep as it is long.
  const open: unknown[] = [tree];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== "object" || value === null) continue;
    const path = nodeOf(value as Node, "FuncCall")?.funcname?.map((part) => nodeOf(part, "String")?.sval);
    const name = path?.at(-1);
    if (name !== undefined && names.includes(name) && (path!.length === 1 || path![0] === "pg_catalog")) return true;
    for (const part of Object.values(value)) if (typeof part === "object") open.push(part);
  }
  return false;
}
