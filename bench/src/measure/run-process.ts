import { spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { neutralEnvironment } from "./neutral-environment.js";

/** A process to run. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Beside the neutral environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** What became of a process. */
export interface Ended {
  /** From just before it was started until its end was seen, by the monotonic clock. */
  readonly ms: number;
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
}

/** No run of a row takes as long. */
const PATIENCE_MS = 600_000;

/**
 * Runs a process to its end. What it prints goes to a file, which costs this process nothing.
 *
 * @throws when the program cannot be started, and when `signal` aborts: the process has been killed then.
 */
export async function runProcess(
  { program, args, cwd, env }: Command,
  { outputFile, signal }: { readonly outputFile: string; readonly signal: AbortSignal },
): Promise<Ended> {
  const output = await open(outputFile, "w");
  const environment = { ...neutralEnvironment(), ...env };
  try {
    return await new Promise<Ended>((resolve, reject) => {
      const started = performance.now();
      const child = spawn(program, args, {
        cwd,
        env: environment,
        stdio: ["ignore", output.fd, output.fd],
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
        killSignal: "SIGKILL",
        windowsHide: true,
      });
      child.on("error", reject);
      child.on("exit", (code) => resolve({ ms: performance.now() - started, exitCode: code ?? undefined }));
    });
  } finally {
    await output.close();
  }
}

/** What a process that failed has to say, in one line: from the first that speaks of an error, else the last. */
export async function complaintIn(outputFile: string): Promise<string> {
  const lines = (await readFile(outputFile, "utf8")).split("\n").map((line) => line.trim());
  const said = lines.filter((line) => line !== "");
  const first = said.findIndex((line) => /error/iu.test(line));
  const complaint = first < 0 ? said.slice(-1) : said.slice(first, first + 3);
  return complaint.length === 0 ? "it says nothing" : complaint.join(" ").slice(0, 300);
}
