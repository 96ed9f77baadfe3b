import type { Command, OptionSpec } from "./command.js";
import { unknownWord, usageError } from "./usage-error.js";

/** An option as util.parseArgs found it in the command line. */
export interface OptionToken {
  readonly name: string;
  /** As it was typed: `-m`, `--module`. */
  readonly rawName: string;
  readonly value: string | undefined;
  /** Whether the value was given in the same word. */
  readonly inlineValue: boolean | undefined;
}

/**
 * Turns tokens into the values that the options declare: each exactly once unless `multiple`, booleans without a value,
 * the others with one that does not look like an option. What was not given is undefined, false or an empty list.
 */
export function readOptions(
  tokens: readonly OptionToken[],
  specs: Readonly<Record<string, OptionSpec>>,
  context: { readonly command: string; readonly table: readonly Command[] },
): Readonly<Record<string, unknown>> {
  const values = new Map<string, (string | true)[]>();
  for (const token of tokens) {
    const spec = Object.hasOwn(specs, token.name) ? specs[token.name] : undefined;
    if (spec === undefined) throw unknownOption(token, Object.keys(specs), context);
    const before = values.get(token.name) ?? [];
    if (before.length > 0 && spec.multiple !== true && spec.type !== "boolean") {
      throw usageError(`${token.rawName} was given twice`, context.command);
    }
    values.set(token.name, [...before, readToken(token, spec, context.command)]);
  }
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, readValue(name, spec, values.get(name) ?? [], context.command)]),
  );
}

function readToken(token: OptionToken, spec: OptionSpec, command: string): string | true {
  const { rawName, value } = token;
  if (spec.type === "boolean") {
    if (value !== undefined) throw usageError(`${rawName} takes no value, and was given "${value}"`, command);
    return true;
  }
  const what = `${rawName} needs a value (${spec.value ?? "VALUE"})`;
  if (value === undefined || value === "") throw usageError(what, command);
  if (token.inlineValue !== true && value.startsWith("-") && value !== "-") {
    throw usageError(
      `${what}, and ${value} looks like an option; write --${token.name}=${value} if it is meant`,
      command,
    );
  }
  return value;
}

function readValue(name: string, spec: OptionSpec, given: readonly (string | true)[], command: string): unknown {
  if (spec.type === "boolean") return given.length > 0;
  const texts = given.filter((value) => value !== true);
  const text = texts[0];
  if (text === undefined && spec.required === true)
    throw usageError(`\`${command}\` needs --${name} ${spec.value ?? "VALUE"}`, command);
  const { choices } = spec;
  const strange = choices === undefined ? undefined : texts.find((one) => !choices.includes(one));
  if (strange !== undefined && choices !== undefined) {
    throw unknownWord(`--${name} is one of ${choices.join(", ")}, not "${strange}"`, strange, choices, command);
  }
  if (spec.multiple === true) return texts;
  return spec.type === "integer" && text !== undefined ? readInteger(name, text, command) : text;
}

function readInteger(name: string, text: string, command: string): number {
  const value = Number(text);
  if (/^\d+$/u.test(text) && Number.isSafeInteger(value)) return value;
  throw usageError(`--${name} needs a whole number, not "${text}"`, command);
}

function unknownOption(
  token: OptionToken,
  known: readonly string[],
  { command, table }: { readonly command: string; readonly table: readonly Command[] },
): Error {
  const others = table.filter(({ options }) => Object.hasOwn(options, token.name)).map(({ name }) => `\`${name}\``);
  const message = `\`${command}\` has no option ${token.rawName}`;
  if (others.length > 0) return usageError(`${message}; it belongs to ${others.join(", ")}`, command);
  return unknownWord(
    message,
    `--${token.name}`,
    known.map((name) => `--${name}`),
    command,
  );
}
