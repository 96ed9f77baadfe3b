import { StrataError } from "@strata/core";
import { expect, test } from "vitest";
import type { Command, OptionSpec } from "./command.js";
import { commandTable } from "./command-table.js";
import { globalOptions } from "./global-options.js";
import { parseCommandLine } from "./parse-arguments.js";

function parse(line: string): ReturnType<typeof parseCommandLine> {
  return parseCommandLine(line.split(" ").filter(Boolean), commandTable);
}

function run(line: string): Extract<ReturnType<typeof parseCommandLine>, { kind: "run" }> {
  const invocation = parse(line);
  if (invocation.kind !== "run") throw new Error(`${line} runs nothing`);
  return invocation;
}

function refusal(line: string): StrataError {
  try {
    parse(line);
  } catch (error) {
    if (error instanceof StrataError) return error;
    throw error;
  }
  throw new Error(`strata ${line} was accepted`);
}

test("options stand before and after the name, repeat where they may, and end at --", () => {
  const up = run("--cwd x up -m a --module=b -mc --json --to 20260101000000 --single-transaction");
  expect(up.command.name).toBe("up");
  expect(up.options).toMatchObject({
    module: ["a", "b", "c"],
    to: "20260101000000",
    "single-transaction": true,
    replay: false,
  });
  expect(up.global).toMatchObject({ cwd: "x", json: true, yes: false, url: undefined });
  expect(run("explain -- CODE").arguments).toEqual(["CODE"]);
});

test("an option that may be left out is undefined, a flag false, a list empty", () => {
  expect(run("up").options).toMatchObject({ module: [], to: undefined, replay: false, plan: undefined });
  expect(run("down --steps 3").options).toMatchObject({ steps: 3, all: false });
});

test("a value that begins with a dash is taken only when it is meant", () => {
  expect(run("repair accept -m a 20260101000000 --why=--odd").options).toMatchObject({ why: "--odd" });
  expect(refusal("up --to --json").message).toBe(
    "--to needs a value (VERSION), and --json looks like an option; write --to=--json if it is meant",
  );
});

test.each([
  ["", "no command was given"],
  ["upp", 'there is no command `upp`. Did you mean "up"?'],
  ["stauts", 'there is no command `stauts`. Did you mean "status"?'],
  ["env", "`env` needs one of: show, set"],
  ["env shwo", '`env` has no command `shwo`; it has show, set. Did you mean "show"?'],
  ["up --mudule a", '`up` has no option --mudule. Did you mean "--module"?'],
  ["up --jsno", '`up` has no option --jsno. Did you mean "--json"?'],
  ["up -x", "`up` has no option -x."],
  ["up --steps 2", "`up` has no option --steps; it belongs to `plan`, `down`"],
  ["status --no-exit-code", '`status` has no option --no-exit-code. Did you mean "--exit-code"?'],
  ["up --constructor", "`up` has no option --constructor."],
  ["up --to", "--to needs a value (VERSION)"],
  ["up --to=", "--to needs a value (VERSION)"],
  ["up --to 1 --to 2", "--to was given twice"],
  ["up --replay=no", '--replay takes no value, and was given "no"'],
  ["up extra", '`up` takes no argument "extra"'],
  ["down --steps many", '--steps needs a whole number, not "many"'],
  ["down --steps 1.5", '--steps needs a whole number, not "1.5"'],
  ["env set", "`env set` needs CLASS"],
  [
    "env set prodution",
    'CLASS is one of development, test, staging, production, not "prodution". Did you mean "production"?',
  ],
  ["repair accept 20260101000000 --why x", "`repair accept` needs --module MODULE"],
])("`strata %s` is refused: %s", (line, message) => {
  const error = refusal(line);
  expect(error.message).toBe(message);
  expect([error.code, error.exitCode]).toEqual(["USAGE", 3]);
  expect(error.hint).toContain("--help");
});

test.each(commandTable.map((command) => [command.name, command] as const))(
  "`%s` refuses an option that it does not have, and every value option without its value",
  (name, command) => {
    expect(refusal(`${name} --no-such-option`).message).toBe(`\`${name}\` has no option --no-such-option.`);
    for (const [option, spec] of Object.entries(command.options)) {
      if (spec.type !== "boolean")
        expect(refusal(`${name} --${option}`).message).toContain(`--${option} needs a value`);
      else expect(refusal(`${name} --${option}=x`).message).toContain(`--${option} takes no value`);
    }
  },
);

test("help and version are found wherever they stand, whatever else does", () => {
  expect(parse("--help")).toEqual({ kind: "help", of: undefined });
  expect(parse("help")).toEqual({ kind: "help", of: undefined });
  expect(parse("--version")).toEqual({ kind: "version" });
  expect(parse("env --help")).toEqual({ kind: "help", of: "env" });
  expect(parse("up --nonsense -h")).toMatchObject({ kind: "help", of: { name: "up" } });
  expect(parse("help env set")).toMatchObject({ kind: "help", of: { name: "env set" } });
  expect(refusal("help upp").message).toContain("there is no command `upp`");
});

test("an option of one name has one kind and one letter in every command, and none hides a global one", () => {
  const seen = new Map<string, OptionSpec>(Object.entries(globalOptions));
  for (const command of commandTable) {
    for (const [name, spec] of Object.entries(command.options)) {
      expect(Object.hasOwn(globalOptions, name), `${command.name} --${name}`).toBe(false);
      const other = seen.get(name) ?? spec;
      expect([spec.type === "boolean", spec.short], `${command.name} --${name}`).toEqual([
        other.type === "boolean",
        other.short,
      ]);
      seen.set(name, spec);
    }
  }
});

test.each(commandTable.flatMap((command) => command.examples.map(([line]) => [line, command] as const)))(
  "the example `strata %s` is understood",
  (line, command: Command) => {
    const words = line.match(/"[^"]*"|\S+/gu)?.map((word) => word.replaceAll('"', "")) ?? [];
    const beforeRedirection = words.includes(">") ? words.slice(0, words.indexOf(">")) : words;
    expect(parseCommandLine(beforeRedirection, commandTable)).toMatchObject({
      kind: "run",
      command: { name: command.name },
    });
  },
);
