import { parseArgs } from "node:util";
import { must } from "./must.js";
import type { Command, OptionSpec } from "./command.js";
import { globalOptions, type GlobalValues } from "./global-options.js";
import { readOptions, type OptionToken } from "./read-options.js";
import { unknownWord, usageError } from "./usage-error.js";

/** A command line, understood. */
export type Invocation =
  | { readonly kind: "version" }
  /** Help for a command, for the commands of a group such as `db`, or for everything. */
  | { readonly kind: "help"; readonly of: Command | string | undefined }
  | {
      readonly kind: "run";
      readonly command: Command;
      readonly arguments: readonly (string | undefined)[];
      readonly options: Readonly<Record<string, unknown>>;
      readonly global: GlobalValues;
    };

/**
 * Understands a command line, or throws USAGE. Options may stand before and after the command's name; `--` ends them.
 * util.parseArgs splits the words; every judgement about them is made here and in {@link readOptions}, for neither it
 * nor a larger library refuses all of: unknown and repeated options, missing values, `--flag=value`, extra arguments.
 */
export function parseCommandLine(argv: readonly string[], table: readonly Command[]): Invocation {
  const { tokens } = parseArgs({
    args: [...argv],
    options: parserOptions(table),
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const positionals = tokens.flatMap((token) => (token.kind === "positional" ? [token.value] : []));
  const options = tokens.flatMap((token) => (token.kind === "option" ? [token as OptionToken] : []));
  const asks = (name: string): boolean => options.some((token) => token.name === name);

  if (positionals[0] === "help") return { kind: "help", of: findHelpTopic(positionals.slice(1), table) };
  if (asks("help")) return { kind: "help", of: findHelpTopic(positionals, table) };
  if (asks("version") && positionals.length === 0) return { kind: "version" };

  const command = findCommand(positionals, table);
  const given = readOptions(options, { ...globalOptions, ...command.options }, { command: command.name, table });
  const words = positionals.slice(command.name.split(" ").length);
  return {
    kind: "run",
    command,
    arguments: readArguments(words, command),
    options: given,
    global: given as unknown as GlobalValues,
  };
}

function parserOptions(table: readonly Command[]): Record<string, { type: "boolean" | "string"; short?: string }> {
  const all: Record<string, OptionSpec> = Object.assign({}, globalOptions, ...table.map((command) => command.options));
  return Object.fromEntries(
    Object.entries(all).map(([name, { type, short }]) => [
      name,
      { type: type === "boolean" ? "boolean" : "string", ...(short === undefined ? {} : { short }) },
    ]),
  );
}

function findCommand(words: readonly string[], table: readonly Command[]): Command {
  const [first, second] = words;
  if (first === undefined) throw usageError("no command was given");
  const found = table.find(({ name }) => name === first) ?? table.find(({ name }) => name === `${first} ${second}`);
  if (found !== undefined) return found;
  const group = groupOf(first, table);
  if (group.length === 0) {
    const known = new Set(table.map(({ name }) => must(name.split(" ")[0])));
    throw unknownWord(`there is no command \`${first}\``, first, known);
  }
  const seconds = group.map(({ name }) => must(name.split(" ")[1]));
  if (second === undefined) throw usageError(`\`${first}\` needs one of: ${seconds.join(", ")}`, first);
  throw unknownWord(`\`${first}\` has no command \`${second}\`; it has ${seconds.join(", ")}`, second, seconds, first);
}

function findHelpTopic(words: readonly string[], table: readonly Command[]): Command | string | undefined {
  const [first] = words;
  if (first === undefined) return undefined;
  return words.length === 1 && groupOf(first, table).length > 0 ? first : findCommand(words, table);
}

/** The commands that share a first word: `db start`, `db stop`. */
export function groupOf(word: string, table: readonly Command[]): readonly Command[] {
  return table.filter(({ name }) => name.startsWith(`${word} `));
}

function readArguments(words: readonly string[], command: Command): (string | undefined)[] {
  const extra = words[command.arguments.length];
  if (extra !== undefined) throw usageError(`\`${command.name}\` takes no argument "${extra}"`, command.name);
  return command.arguments.map(({ name, optional, choices }, index) => {
    const word = words[index];
    if (word === undefined || word === "") {
      if (word === undefined && optional === true) return undefined;
      throw usageError(`\`${command.name}\` needs ${name}`, command.name);
    }
    if (choices !== undefined && !choices.includes(word)) {
      throw unknownWord(`${name} is one of ${choices.join(", ")}, not "${word}"`, word, choices, command.name);
    }
    return word;
  });
}
