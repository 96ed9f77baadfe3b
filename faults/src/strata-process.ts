import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Failpoint, type Told, VARIABLE } from "./failpoint.js";

/** A run of the command that takes longer is a break. */
export const HANG_MS = 30_000;

/** How a process of the command ended. */
export interface Ended {
  /** The exit status; 128 and the signal's number when a signal ended it. */
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The process was ended by the harness because it took longer than {@link HANG_MS}. */
  readonly hung: boolean;
  readonly durationMs: number;
}

/** A running command. */
export interface StrataProcess {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  signal(name: NodeJS.Signals): void;
}

/** How to start the command. */
export interface StartOptions {
  readonly cwd: string;
  readonly url: string;
  readonly failpoints?: readonly Failpoint[];
  readonly env?: Readonly<Record<string, string>>;
  /** Hears what failpoints tell. A process that has stopped itself goes on when the promise is settled. */
  readonly onTold?: (told: Told, running: StrataProcess) => Promise<void> | void;
  /** Command and arguments that run the process: `faketime …`. */
  readonly under?: readonly string[];
  /** File to write standard output to, in place of keeping it. */
  readonly stdoutTo?: number;
  readonly hangMs?: number;
}

/** Starts the command with failpoints in it, with `--json` and `--yes`. */
export function startStrata(args: readonly string[], options: StartOptions): StrataProcess {
  const entry = fileURLToPath(new URL("./strata-under-faults.mjs", DIST));
  const words = [...(options.under ?? []), process.execPath, entry, ...args, "--url", options.url, "--json", "--yes"];
  const startedAt = performance.now();
  const child = spawn(words[0] ?? process.execPath, words.slice(1), {
    cwd: options.cwd,
    env: { ...neutralEnvironment(), ...options.env, [VARIABLE]: JSON.stringify(options.failpoints ?? []) },
    stdio: ["ignore", options.stdoutTo ?? "pipe", "pipe", "pipe"],
  });
  const running: StrataProcess = {
    pid: child.pid ?? 0,
    ended: endOf(child, options, startedAt),
    signal: (name) => void child.kill(name),
  };
  createInterface({ input: child.stdio[3] as Readable }).on("line", (line) => {
    void hear(JSON.parse(line) as Told, running, options);
  });
  return running;
}

/** Starts the command and waits for its end. */
export function runStrata(args: readonly string[], options: StartOptions): Promise<Ended> {
  return startStrata(args, options).ended;
}

async function hear(told: Told, running: StrataProcess, { onTold }: StartOptions): Promise<void> {
  if (told.stopped) await hasStopped(running.pid);
  try {
    await onTold?.(told, running);
  } finally {
    if (told.stopped) running.signal("SIGCONT");
  }
}

/** The telling comes before the signal: one that is continued too early would stop for ever. */
async function hasStopped(pid: number): Promise<void> {
  while (/^\d+ \(.*\) [^TZX]/.test(await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ""))) await sleep(1);
}

async function endOf(child: ChildProcess, options: StartOptions, startedAt: number): Promise<Ended> {
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (piece: string) => {
      text[name] += piece;
    });
  }
  return new Promise((resolve, reject) => {
    const state = { hung: false };
    const timer = setTimeout(() => {
      state.hung = true;
      child.kill("SIGKILL");
    }, options.hangMs ?? HANG_MS);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const exitCode = code ?? 128 + (NUMBERS[signal ?? ""] ?? 0);
      resolve({ exitCode, ...text, ...state, durationMs: performance.now() - startedAt });
    });
  });
}

/** The bundles: beside this file when it is bundled itself, else where the build puts them. */
const DIST = import.meta.url.endsWith(".ts") ? new URL("../dist/", import.meta.url) : new URL("./", import.meta.url);

const NUMBERS: Readonly<Record<string, number>> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

function neutralEnvironment(): Record<string, string | undefined> {
  const unwanted = /^(?:DATABASE_URL|PG[A-Z]+|STRATA_.*|NO_COLOR|FORCE_COLOR|CI|npm_.*)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !unwanted.test(name)));
}
