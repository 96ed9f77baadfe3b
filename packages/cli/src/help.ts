import { type Command, DAYS, type OptionSpec } from "./command.js";
import { globalOptions } from "./global-options.js";
import { columns } from "./output/columns.js";
import { paint } from "./output/paint.js";
import { groupOf } from "./parse-arguments.js";

/** Help of a command, of a group of commands, or of everything. */
export function helpLines(of: Command | string | undefined, table: readonly Command[]): string[] {
  if (of === undefined) return overview(table);
  return typeof of === "string" ? groupHelp(of, table) : commandHelp(of);
}

/** The table of commands as plain data: what `strata --help --json` prints and the reference is generated from. */
export function describeCommands(table: readonly Command[]): unknown {
  return {
    global: globalOptions,
    commands: table.map(({ name, day, summary, details, arguments: args, options, examples }) => ({
      name,
      usage: usageOf({ name, arguments: args, options }),
      day,
      summary,
      details: details ?? [],
      arguments: args,
      options,
      examples: examples.map(([line, meaning]) => ({ line: `strata ${line}`, meaning })),
    })),
  };
}

function overview(table: readonly Command[]): string[] {
  const days = DAYS.map((day) => ({ day, commands: table.filter((command) => command.day === day) }));
  return [
    "strata moves PostgreSQL databases of a modular workspace from one version to the next:",
    "schema, bootstrap data and test data together, one module at a time.",
    "",
    `${paint("bold", "Usage")}  strata COMMAND [options]`,
    ...days
      .filter(({ commands }) => commands.length > 0)
      .flatMap(({ day, commands }) => [
        "",
        paint("bold", day),
        ...pairs(commands.map((command) => [command.name, command.summary])),
      ]),
    "",
    paint("bold", "Options of every command"),
    ...optionLines(globalOptions),
    "",
    paint("bold", "Examples"),
    ...pairs([
      ["strata up", "migrate all modules; without a URL on a PostgreSQL of its own"],
      ["strata new -m sys-account add_phone", "make the next migration of a module"],
      ["strata COMMAND --help", "what a command takes, with examples"],
    ]),
  ];
}

function groupHelp(word: string, table: readonly Command[]): string[] {
  return [
    `${paint("bold", "Usage")}  strata ${word} COMMAND [options]`,
    "",
    ...pairs(groupOf(word, table).map((command) => [command.name, command.summary])),
    "",
    `\`strata ${word} COMMAND --help\` shows what each takes.`,
  ];
}

function commandHelp(command: Command): string[] {
  return [
    `${command.summary}.`,
    ...(command.details === undefined ? [] : ["", ...command.details]),
    "",
    `${paint("bold", "Usage")}  ${usageOf(command)}`,
    ...section(
      "Arguments",
      pairs(command.arguments.map(({ name, summary, choices }) => [name, withChoices(summary, choices)])),
    ),
    ...section("Options", optionLines(command.options)),
    ...section("Examples", pairs(command.examples.map(([line, meaning]) => [`strata ${line}`, meaning]))),
    ...section("Options of every command", optionLines(globalOptions)),
  ];
}

function usageOf({ name, arguments: args, options }: Pick<Command, "name" | "arguments" | "options">): string {
  const required = Object.entries(options).filter(([, spec]) => spec.required === true);
  return [
    `strata ${name}`,
    ...args.map((one) => (one.optional === true ? `[${one.name}]` : one.name)),
    ...required.map(
      ([option, spec]) => `${spec.short === undefined ? `--${option}` : `-${spec.short}`} ${spec.value ?? ""}`,
    ),
    "[options]",
  ].join(" ");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", paint("bold", title), ...lines];
}

function optionLines(options: Readonly<Record<string, OptionSpec>>): string[] {
  return pairs(
    Object.entries(options).map(([name, spec]) => [
      [
        spec.short === undefined ? "    " : `-${spec.short}, `,
        `--${name}`,
        spec.value === undefined ? "" : ` ${spec.value}`,
      ].join(""),
      withChoices(spec.multiple === true ? `${spec.summary} (repeatable)` : spec.summary, spec.choices),
    ]),
  );
}

function withChoices(summary: string, choices: readonly string[] | undefined): string {
  return choices === undefined ? summary : `${summary} (${choices.join(", ")})`;
}

/** What is typed and what it does, below each other. */
function pairs(rows: readonly (readonly [string, string])[]): string[] {
  return columns(rows.map(([typed, meaning]) => [`  ${paint("cyan", typed)}`, meaning]));
}
