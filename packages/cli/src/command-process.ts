import { askOn } from "./ask.js";
import { type Ports, reportError, runCommandLine } from "./command-line.js";
import { commandTable } from "./command-table.js";
import { consoleOver, processEnded, unawaitedError } from "./foreign-code.js";
import { redactorFor } from "./output/secrets.js";
import { reportLines } from "./output/finding-lines.js";
import { openSink } from "./output/sink.js";

/** Signals that end a run in a consistent state, with their numbers. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * The command as a process: reads its arguments, answers its signals, and ends it with the command's exit status. Never
 * returns. `ports` is empty but where the command is run under faults.
 */
export async function runAsProcess(ports: Ports = {}): Promise<never> {
  const { argv, env, stdout, stderr } = process;
  const words = argv.slice(2);
  // The libraries that draw on the terminal know this variable, and not the option.
  if (words.includes("--no-color")) env["NO_COLOR"] = "1";

  const course = { ended: false };
  const interruption = new AbortController();
  for (const [name, number] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      // A second signal means: now. The server rolls back what was under way when the connection ends.
      if (interruption.signal.aborted) {
        const cursor = stderr.isTTY ? "\u001b[?25h" : "";
        stderr.write(`${cursor}Interrupted twice: ended at once. \`strata status\` shows how the database stands.\n`);
        course.ended = true;
        process.exit(128 + number);
      }
      interruption.abort(128 + number);
    });
  }

  const sink = openSink(
    { stdout, stderr },
    { redact: redactorFor(words, env), color: { stdout: takesColor(stdout, env), stderr: takesColor(stderr, env) } },
  );
  const surroundings = {
    argv: words,
    env,
    cwd: process.cwd(),
    sink,
    ask: askOn({ stderr, stdin: () => process.stdin }, sink.shown, interruption.signal),
    signal: interruption.signal,
    table: commandTable,
    ports,
  };

  // What a command loads may print, throw and exit behind its back.
  globalThis.console = consoleOver(sink);
  for (const event of ["uncaughtException", "unhandledRejection"]) {
    process.on(event, (error: unknown) => interruption.abort(unawaitedError(error)));
  }
  process.on("exit", () => {
    if (!course.ended) process.exitCode = reportError(processEnded(), surroundings);
  });

  const exitCode = await runCommandLine(surroundings);
  course.ended = true;

  const failure = await sink.finish();
  if (failure !== undefined) {
    const message = `standard output cannot be written: ${failure.message}`;
    sink.message(reportLines({ code: "OUTPUT_FAILED", message }, process.cwd()));
    await sink.finish();
  }
  process.exit(failure !== undefined && exitCode === 0 ? 1 : exitCode);
}

function takesColor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY && env["TERM"] !== "dumb" && stream.hasColors(env);
}
