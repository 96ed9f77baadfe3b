import type { Node } from "libpg-query";
import { nodeOf } from "./statement.js";

/** The value of an option such as `WITH (name = value)`: its node, null when it has none, undefined when it is not there. */
export function optionOf(options: readonly Node[] | undefined, name: string): Node | null | undefined {
  for (const option of options ?? []) {
    const element = nodeOf(option, "DefElem");
    if (element?.defname === name) return element.arg ?? null;
  }
  return undefined;
}

/** Whether an option is on, by the rules of defGetBoolean (src/backend/commands/define.c); `missing` when it is not there. */
export function hasOption(options: readonly Node[] | undefined, name: string, missing = false): boolean {
  const value = optionOf(options, name);
  if (value === undefined) return missing;
  if (value === null) return true;
  // A bare word is read as the name of a type.
  const word = nodeOf(value, "TypeName")?.names?.at(-1) ?? value;
  const written = nodeOf(word, "String")?.sval ?? nodeOf(value, "Boolean")?.boolval;
  if (typeof written === "string") return !["false", "off", "0", "no"].includes(written.toLowerCase());
  const number = nodeOf(value, "Integer");
  // The parser leaves a value of 0 out of its node.
  return number === undefined ? written !== false : (number.ival ?? 0) !== 0;
}
