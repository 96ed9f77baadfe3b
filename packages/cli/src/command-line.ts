import { resolve } from "node:path";
import { type CommonOptions, StrataError } from "@strata/core";
import type { Ask } from "./ask.js";
import { calledAs } from "./called-as.js";
import type { Command, CommandResult } from "./command.js";
import { describeCommands, helpLines } from "./help.js";
import { INTERRUPTED, untilInterrupted } from "./interruption.js";
import { errorEnvelope, resultEnvelope } from "./output/envelope.js";
import { errorLines } from "./output/error-lines.js";
import { findingLines } from "./output/finding-lines.js";
import { nextLines } from "./output/next-lines.js";
import { openProgress } from "./output/progress.js";
import type { Sink } from "./output/sink.js";
import { type Invocation, parseCommandLine } from "./parse-arguments.js";
import { VERSION } from "./version.js";

/** What a command line runs in; nothing of it is taken from the process behind its back. */
export interface Surroundings {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly sink: Sink;
  /** Undefined where nobody can answer. */
  readonly ask: Ask | undefined;
  /** Aborted by a signal; the reason is the exit status, 128 and the signal's number. */
  readonly signal: AbortSignal;
  readonly table: readonly Command[];
}

/** Runs one command line to its end and returns the exit status. Never throws. */
export async function runCommandLine(surroundings: Surroundings): Promise<number> {
  const { argv, sink, table } = surroundings;
  const json = asksForJson(argv);
  let command: string | null = null;
  try {
    const invocation = parseCommandLine(argv, table);
    if (invocation.kind === "run") command = invocation.command.name;
    return invocation.kind === "run"
      ? await runCommand(invocation, surroundings)
      : inform(invocation, json, surroundings);
  } catch (error) {
    const { cwd, env, signal } = surroundings;
    const end =
      signal.aborted && !outlivesSignal(error) ? new StrataError("INTERRUPTED", INTERRUPTED, { cause: error }) : error;
    const exitCode = end === error ? exitCodeOf(error) : Number(signal.reason);
    if (json) sink.json(errorEnvelope(command, end, exitCode));
    else if (end === error) sink.message(errorLines(error, { cwd, stack: env["STRATA_DEBUG"] === "1" }));
    else sink.message([INTERRUPTED]);
    return exitCode;
  }
}

async function runCommand(
  invocation: Extract<Invocation, { kind: "run" }>,
  surroundings: Surroundings,
): Promise<number> {
  const { command, global } = invocation;
  const { sink } = surroundings;
  const progress = openProgress(sink, surroundings.cwd);
  const quiet = global.json;
  const onProgress = quiet ? () => {} : progress.onProgress;
  const common: CommonOptions = {
    cwd: resolve(surroundings.cwd, global.cwd ?? "."),
    ...(global.url === undefined ? {} : { url: global.url }),
    ...(global.target === undefined ? {} : { target: global.target }),
    env: surroundings.env,
    signal: surroundings.signal,
    onProgress,
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

function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return argv.slice(0, end === -1 ? undefined : end).includes("--json");
}
