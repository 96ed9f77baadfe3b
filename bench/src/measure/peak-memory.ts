import { execFile } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Command } from "./run-process.js";

/** Finds the largest resident set of a process. */
export interface MemoryMeter {
  /** How it is found, in one sentence for the page. */
  readonly how: string;
  /** The command with what meters it; undefined when this meter cannot. Its time no longer counts. */
  meter(command: Command): Promise<Command | undefined>;
  /** Of the metered process that has just ended, in MB of 1,000,000 bytes; undefined when nothing was found. */
  read(): Promise<number | undefined>;
}

const HOOK = `const { appendFileSync, readFileSync } = require("node:fs");
process.on("exit", () => {
  appendFileSync(process.env.BENCH_MEMORY, /VmHWM:\\s*(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1] + "\\n");
});
`;

/**
 * The soundest meter of this machine: GNU time, which asks the kernel when the process has ended (wait4); else on Linux
 * the high-water mark that a process of Node reads of itself as it ends, and programs that are no Node's are left out.
 * Node's own `resourceUsage().maxRSS` is no choice: on Linux it begins with the memory of the process that forked
 * (setmax_mm_hiwater_rss in fs/exec.c of the kernel).
 *
 * @returns undefined where there is none.
 */
export async function findMemoryMeter(folder: string): Promise<MemoryMeter | undefined> {
  const file = join(folder, "peak-memory");
  if (await hasGnuTime(file)) return gnuTime(file);
  return process.platform === "linux" ? nodeHook(file, join(folder, "peak-memory.cjs")) : undefined;
}

function gnuTime(file: string): MemoryMeter {
  return {
    how: "the kernel's count for the process (wait4, by GNU time)",
    meter: async (command) => ({
      ...command,
      program: "time",
      args: ["-q", "-f", "%M", "-o", file, command.program, ...command.args],
    }),
    read: () => readLargest(file),
  };
}

function nodeHook(file: string, hook: string): MemoryMeter {
  return {
    how: "VmHWM, read by the process as it ends; programs that do not run on Node are left out",
    async meter(command) {
      if (command.program !== process.execPath) return undefined;
      await rm(file, { force: true });
      await writeFile(hook, HOOK);
      return { ...command, env: { ...command.env, NODE_OPTIONS: `--require=${hook}`, BENCH_MEMORY: file } };
    },
    read: () => readLargest(file),
  };
}

async function hasGnuTime(file: string): Promise<boolean> {
  try {
    await promisify(execFile)("time", ["-q", "-f", "%M", "-o", file, process.execPath, "-e", "0"]);
    return (await readLargest(file)) !== undefined;
  } catch {
    return false;
  }
}

async function readLargest(file: string): Promise<number | undefined> {
  const lines = (await readFile(file, "utf8").catch(() => "")).trim().split("\n").filter(Boolean);
  const kilobytes = lines.map(Number);
  return kilobytes.length === 0 ? undefined : (Math.max(...kilobytes) * 1024) / 1e6;
}
