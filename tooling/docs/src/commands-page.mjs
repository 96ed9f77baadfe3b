import { cell } from "./cell.mjs";

/**
 * What `strata --help --json` says of an option and of a command.
 *
 * @typedef {{ type: string, short?: string, value?: string, multiple?: boolean, required?: boolean, choices?: readonly string[], summary: string }} Option
 * @typedef {object} Command
 * @property {string} name
 * @property {string} usage
 * @property {string} day the part of the day that it belongs to
 * @property {string} summary
 * @property {readonly string[]} details
 * @property {readonly { name: string, optional?: boolean, choices?: readonly string[], summary: string }[]} arguments
 * @property {Readonly<Record<string, Option>>} options
 * @property {readonly { line: string, meaning: string }[]} examples
 *
 * @typedef {{ global: Readonly<Record<string, Option>>, commands: readonly Command[] }} Commands
 */

/**
 * The page of every command, in the order of help.
 *
 * @param {Commands} all
 * @returns {string}
 */
export function commandsPage({ global, commands }) {
  const days = [...new Set(commands.map(({ day }) => day))];
  return [
    "# Commands",
    "",
    "What `strata COMMAND --help` says, on one page. Data goes to standard output, messages to standard error; the exit",
    "statuses and codes are in [errors.md](errors.md).",
    "",
    "<!-- Generated from packages/cli/src/commands by `pnpm run docs`; a test compares. -->",
    ...days.flatMap((day) => [
      "",
      `## ${day}`,
      ...commands.filter((command) => command.day === day).flatMap(commandSection),
    ]),
    "",
    "## Options of every command",
    "",
    ...optionTable(global),
    "",
  ].join("\n");
}

/** @param {Command} command */
function commandSection({ name, usage, summary, details, arguments: parameters, options, examples }) {
  return [
    "",
    `### strata ${name}`,
    "",
    `${summary}.`,
    ...(details.length === 0 ? [] : ["", ...details]),
    "",
    "```sh",
    usage,
    ...(examples.length === 0 ? [] : [""]),
    ...examples.map(({ line, meaning }) => `${line}   # ${meaning}`),
    "```",
    ...table(
      "argument",
      parameters.map((one) => [one.name, one.summary, one.choices, one.optional === true ? "may be left out" : ""]),
    ),
    ...(Object.keys(options).length === 0 ? [] : ["", ...optionTable(options)]),
  ];
}

/** @param {Readonly<Record<string, Option>>} options */
function optionTable(options) {
  return table(
    "option",
    Object.entries(options).map(([name, option]) => [
      [
        option.short === undefined ? "" : `-${option.short}, `,
        `--${name}`,
        option.value === undefined ? "" : ` ${option.value}`,
      ].join(""),
      option.summary,
      option.choices,
      [option.required === true ? "required" : "", option.multiple === true ? "may be repeated" : ""]
        .filter(Boolean)
        .join(", "),
    ]),
  ).slice(1);
}

/**
 * @param {string} title
 * @param {readonly (readonly [name: string, summary: string, choices: readonly string[] | undefined, note: string])[]} rows
 */
function table(title, rows) {
  if (rows.length === 0) return [];
  return [
    "",
    `| ${title} | |`,
    "|---|---|",
    ...rows.map(([name, summary, choices, note]) => {
      const notes = [choices === undefined ? "" : choices.map((choice) => `\`${choice}\``).join(", "), note].filter(
        Boolean,
      );
      return `| \`${name}\` | ${cell(summary)}${notes.length === 0 ? "" : ` (${cell(notes.join("; "))})`} |`;
    }),
  ];
}
