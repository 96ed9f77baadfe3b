import { resolve } from "node:path";
import { type CommonOptions, type ProgressSink, StrataError } from "@strata/core";
import type { Ask } from "./ask.js";
import { calledAs } from "./called-as.js";
import type { Command, CommandResult } from "./command.js";
import { describeCommands, helpLines } from "./help.js";
import { INTERRUPTED, untilInterrupted, WRITES_AT_ITS_END } from "./interruption.js";
import { errorEnvelope, resultEnvelope } from "./output/envelope.js";
import { errorLines } from "./output/error-lines.js";
import { findingLines } from "./output/finding-lines.js";
import { nextLines } from "./output/next-lines.js";
import { openProgress } from "./output/progress.js";
import type { Sink } from "./output/sink.js";
import { type Invocation, parseCommandLine } from "./parse-arguments.js";
import { VERSION } from "./version.js";

/** What can stand between the command and what it reaches. */
export interface Ports {
  /** Opens connections in place of core's own way. */
  readonly connect?: CommonOptions["connect"];
  /** Hears every event before the shell shows it. */
  readonly onProgress?: CommonOptions["onProgress"];
}

/** What a command line runs in; nothing of it is taken from the process behind its back. */
export interface Surroundings {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly sink: Sink;
  /** Undefined where nobody can answer. */
  readonly ask: Ask | undefined;
  /**
   * Aborted by a signal, and the reason is the exit status, 128 and the signal's number; or by an error that nothing was
   * waiting for, which is the reason itself.
   */
  readonly signal: AbortSignal;
  readonly table: readonly Command[];
  readonly ports?: Ports;
}

/** Runs one command line to its end and returns the exit status. Never throws. */
export async function runCommandLine(surroundings: Surroundings): Promise<number> {
  const { argv, table } = surroundings;
  try {
    const invocation = parseCommandLine(argv, table);
    return invocation.kind === "run"
      ? await runCommand(invocation, surroundings)
      : inform(invocation, asksForJson(argv), surroundings);
  } catch (error) {
    return reportError(endOf(error, surroundings.signal), surroundings);
  }
}

/** Reports what a command ends with and returns the exit status. */
export function reportError(error: unknown, surroundings: Surroundings): number {
  const { argv, cwd, env, signal, sink } = surroundings;
  const status: unknown = signal.reason;
  const bySignal = error instanceof StrataError && error.code === "INTERRUPTED" && typeof status === "number";
  const exitCode = bySignal ? status : exitCodeOf(error);
  if (asksForJson(argv)) sink.json(errorEnvelope(commandNamed(surroundings), error, exitCode));
  else
    sink.message(
      bySignal
        ? [interruptedLine(error, commandNamed(surroundings))]
        : errorLines(error, { cwd, stack: env["STRATA_DEBUG"] === "1" }),
    );
  return exitCode;
}

/** Null when the command line names none that there is. */
function commandNamed({ argv, table }: Surroundings): string | null {
  try {
    const invocation = parseCommandLine(argv, table);
    return invocation.kind === "run" ? invocation.command.name : null;
  } catch {
    return null;
  }
}

/** What stopped the command, where that was not its own error. */
function endOf(error: unknown, signal: AbortSignal): unknown {
  if (!signal.aborted || outlivesSignal(error)) return error;
  if (error instanceof StrataError && error.code === "INTERRUPTED" && !(signal.reason instanceof Error)) return error;
  return signal.reason instanceof Error ? signal.reason : new StrataError("INTERRUPTED", INTERRUPTED, { cause: error });
}

async function runCommand(
  invocation: Extract<Invocation, { kind: "run" }>,
  surroundings: Surroundings,
): Promise<number> {
  const { command, global } = invocation;
  const { sink } = surroundings;
  const progress = openProgress(sink, surroundings.cwd);
  const quiet = global.json;
  const { connect, onProgress: heard } = surroundings.ports ?? {};
  const shown: ProgressSink = quiet ? () => {} : progress.onProgress;
  const onProgress: ProgressSink = heard === undefined ? shown : (event) => (heard(event), shown(event));
  const common: CommonOptions = {
    cwd: resolve(surroundings.cwd, global.cwd ?? "."),
    ...(global.url === undefined ? {} : { url: global.url }),
    ...(global.target === undefined ? {} : { target: global.target }),
    env: surroundings.env,
    signal: surroundings.signal,
    onProgress,
    ...(connect === undefined ? {} : { connect }),
  };
  try {
    const work = command.run({
      arguments: invocation.arguments,
      options: invocation.options,
      common,
      terminal: {
        yes: global.yes,
        ask: quiet ? undefined : surroundings.ask,
        showPlan: quiet ? () => {} : progress.showPlan,
        onProgress,
        cwd: surroundings.cwd,
      },
    });
    const result = await untilInterrupted(work, surroundings.signal);
    if (surroundings.signal.reason instanceof Error) throw surroundings.signal.reason;
    progress.stop();
    if (quiet) return printEnvelope(command, result, sink);
    const unseen = result.findingsInLines === true ? [] : progress.unseen(result.findings ?? []);
    return printResult(result, unseen, surroundings, global);
  } finally {
    progress.stop();
  }
}

function printEnvelope(command: Command, result: CommandResult, sink: Sink): number {
  const { data, findings = [], exitCode = 0 } = result;
  sink.json(resultEnvelope(command.name, { data, findings, exitCode }));
  return exitCode;
}

function printResult(
  result: CommandResult,
  findings: NonNullable<CommandResult["findings"]>,
  { sink, cwd, env }: Surroundings,
  { target, url }: { readonly target: string | undefined; readonly url: string | undefined },
): number {
  sink.message(findingLines(findings, cwd));
  sink.data(result.lines);
  if (result.content !== undefined) sink.content(result.content);
  sink.message(nextLines(result.next ?? [], { command: calledAs(env), target, url }));
  return result.exitCode ?? 0;
}

function inform(
  invocation: Exclude<Invocation, { kind: "run" }>,
  json: boolean,
  { sink, table }: Surroundings,
): number {
  const isHelp = invocation.kind === "help";
  if (json) {
    const data = isHelp ? describeCommands(table) : { version: VERSION };
    sink.json(resultEnvelope(isHelp ? "help" : "version", { data, findings: [], exitCode: 0 }));
  } else {
    sink.data(isHelp ? helpLines(invocation.of, table) : [VERSION]);
  }
  return 0;
}

function exitCodeOf(error: unknown): number {
  return error instanceof StrataError ? error.exitCode : 1;
}

/** An outcome that could not be told, and effects that stay, are not hidden behind the signal. */
function outlivesSignal(error: unknown): boolean {
  return error instanceof StrataError && (error.exitCode === 5 || error.exitCode === 9);
}

/** What the use-case says of the step that was under way; else what is always true. */
function interruptedLine({ message }: StrataError, command: string | null): string {
  if (command !== null && WRITES_AT_ITS_END.has(command)) return "Interrupted. Nothing was written.";
  return message === INTERRUPTED
    ? message
    : `Interrupted: ${message}. \`strata status\` shows how the database stands.`;
}

function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return argv.slice(0, end === -1 ? undefined : end).includes("--json");
}
