import { join } from "node:path";
import type { Contender, Run } from "./contender.js";
import type { MemoryMeter } from "./peak-memory.js";
import { complaintIn, runProcess } from "./run-process.js";

/** What the rounds of a row found out about one contender. */
export interface Measured {
  readonly contender: Contender;
  /** Wall time of each counted round. */
  readonly ms: readonly number[];
  /** In MB, of the warm-up round; undefined where it cannot be found. */
  readonly peakMemory: number | undefined;
}

/** A contender that did not do what it should. */
export interface Failed {
  readonly contender: Contender;
  readonly why: string;
}

/** How rounds are run. */
export interface RoundOptions {
  /** Counted rounds, beside the warm-up. */
  readonly rounds: number;
  /** Folder for what the processes print. */
  readonly folder: string;
  readonly meter: MemoryMeter | undefined;
  readonly signal: AbortSignal;
}

/**
 * Runs every contender once a round, one after the other, in another order each round: what slows the machine for a
 * while slows all of them, and nobody always follows the same neighbour. The first round warms up, is metered and does
 * not count. Who fails once is out of it.
 */
export async function runRounds(
  contenders: readonly Contender[],
  options: RoundOptions,
): Promise<{ readonly measured: readonly Measured[]; readonly failed: readonly Failed[] }> {
  const times = new Map<Contender, number[]>(contenders.map((contender) => [contender, []]));
  const memory = new Map<Contender, number>();
  const failed: Failed[] = [];
  for (let round = 0; round <= options.rounds; round++) {
    for (const contender of orderOf(contenders, round)) {
      const own = times.get(contender);
      if (own === undefined) continue;
      try {
        const isWarmUp = round === 0;
        const { ms, peakMemory } = await runOnce(contender, {
          ...options,
          meter: isWarmUp ? options.meter : undefined,
        });
        if (peakMemory !== undefined) memory.set(contender, peakMemory);
        if (!isWarmUp) own.push(ms);
      } catch (error) {
        options.signal.throwIfAborted();
        times.delete(contender);
        failed.push({ contender, why: error instanceof Error ? error.message : String(error) });
      }
    }
  }
  const measured = [...times].map(([contender, ms]) => ({ contender, ms, peakMemory: memory.get(contender) }));
  return { measured, failed };
}

/** Every second round is the one before it backwards, and every pair begins with the next one. */
export function orderOf<T>(values: readonly T[], round: number): T[] {
  const start = values.length === 0 ? 0 : Math.floor(round / 2) % values.length;
  const order = [...values.slice(start), ...values.slice(0, start)];
  return round % 2 === 0 ? order : order.toReversed();
}

async function runOnce(
  contender: Contender,
  options: RoundOptions,
): Promise<{ ms: number; peakMemory: number | undefined }> {
  const run = await contender.ready();
  try {
    return await runReady(run, options);
  } finally {
    await run.close();
  }
}

/** @throws Error when the process does not end well, or has not done what it should. */
async function runReady(
  run: Run,
  { folder, meter, signal }: RoundOptions,
): Promise<{ ms: number; peakMemory: number | undefined }> {
  const metered = await meter?.meter(run.command);
  const outputFile = join(folder, "output");
  const { ms, exitCode } = await runProcess(metered ?? run.command, { outputFile, signal });
  if (exitCode !== 0) throw new Error(`ended in ${exitCode ?? "a signal"}: ${await complaintIn(outputFile)}`);
  const wrong = await run.judge();
  if (wrong !== undefined) throw new Error(wrong);
  return { ms, peakMemory: metered === undefined ? undefined : await meter?.read() };
}
