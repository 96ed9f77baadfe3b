import type { CommonOptions, Finding } from "@strata/core";
import type { Terminal } from "./terminal.js";

/** An option of a command, `--name`. */
export interface OptionSpec {
  readonly type: "boolean" | "string" | "integer";
  /** One letter: `-m`. */
  readonly short?: string;
  /** What stands for the value in help: `MODULE`. */
  readonly value?: string;
  /** May be given several times. */
  readonly multiple?: boolean;
  readonly required?: boolean;
  readonly choices?: readonly string[];
  readonly summary: string;
}

/** A positional argument of a command. */
export interface ArgumentSpec {
  /** As help shows it: `VERSION`. */
  readonly name: string;
  readonly optional?: boolean;
  readonly choices?: readonly string[];
  readonly summary: string;
}

type ValueOf<O extends OptionSpec> = O["type"] extends "boolean"
  ? boolean
  : O["type"] extends "integer"
    ? number | undefined
    : O extends { readonly multiple: true }
      ? readonly string[]
      : O extends { readonly required: true }
        ? string
        : string | undefined;

/** Values of options by name. */
export type OptionValues<O extends Readonly<Record<string, OptionSpec>>> = { readonly [N in keyof O]: ValueOf<O[N]> };

/** Values of positional arguments in their order. */
export type ArgumentValues<A extends readonly ArgumentSpec[]> = {
  readonly [I in keyof A]: A[I] extends { readonly optional: true } ? string | undefined : string;
};

/** What a command is given. */
export interface CommandContext<A = readonly (string | undefined)[], O = Readonly<Record<string, unknown>>> {
  readonly arguments: A;
  readonly options: O;
  /** Ready to be handed to a use-case: where, which database, how to stop, whom to tell. */
  readonly common: CommonOptions;
  readonly terminal: Terminal;
}

/** What a command ends with; the shell prints it and derives the exit status. */
export interface CommandResult {
  /** JSON value: the `data` of the envelope. */
  readonly data: unknown;
  /** The same for people, on stdout. */
  readonly lines: readonly string[];
  /** What stdout gets behind these lines byte by byte: the content of a file. */
  readonly content?: string;
  /** Printed on stderr, unless they were already. */
  readonly findings?: readonly Finding[];
  /** The findings are what was asked for, and stand in `lines` already. */
  readonly findingsInLines?: boolean;
  /** Commands that make sense now. */
  readonly next?: readonly string[];
  /** Default 0. */
  readonly exitCode?: number;
}

/** The part of the day that a command belongs to, in the order of help. */
export const DAYS = ["Every day", "Set up", "Database", "Understand and repair"] as const;

/** A command: what it is called and takes, and what it does. */
export interface Command {
  /** `up`, or two words: `env set`. */
  readonly name: string;
  readonly day: (typeof DAYS)[number];
  /** One sentence without a full stop. */
  readonly summary: string;
  /** More for the command's own help: what is true afterwards, what it refuses. */
  readonly details?: readonly string[];
  readonly arguments: readonly ArgumentSpec[];
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Command lines without `strata`, each with what it does. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** Values must be those that the command's arguments and options declare. */
  run(context: CommandContext): Promise<CommandResult>;
}

/** Declares a command; what `run` is given is typed by the arguments and options that are declared. */
export function defineCommand<
  const A extends readonly ArgumentSpec[],
  const O extends Readonly<Record<string, OptionSpec>>,
>(
  command: Omit<Command, "arguments" | "options" | "run"> & {
    readonly arguments: A;
    readonly options: O;
    run(context: CommandContext<ArgumentValues<A>, OptionValues<O>>): Promise<CommandResult>;
  },
): Command {
  // The parser gives every command the values that it declares, so the erased type is as good as the exact one.
  return command;
}
