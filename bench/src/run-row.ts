import { join } from "node:path";
import type { Bench } from "./bench.js";
import type { MemoryMeter } from "./measure/peak-memory.js";
import { type Failed, runRounds } from "./measure/run-rounds.js";
import { figuresOf } from "./report/figures.js";
import type { Result } from "./report/result.js";
import type { Surroundings } from "./report/surroundings.js";
import type { PreparedRow, Row } from "./rows/row.js";

/** A row that says nothing: strata or what it is compared with failed. */
export class RowFailed extends Error {}

/**
 * Prepares a row, runs its rounds and sums them up. Peers that fail are left out and named.
 *
 * @throws RowFailed when strata or the reference fails, or the row cannot be prepared.
 */
export async function runRow(
  row: Row,
  bench: Bench,
  options: { readonly rounds: number; readonly meter: MemoryMeter | undefined; readonly surroundings: Surroundings },
): Promise<Result> {
  const prepared = await prepare(row, bench);
  try {
    const { rounds, meter, surroundings } = options;
    const { measured, failed } = await runRounds(prepared.contenders, {
      rounds,
      meter,
      folder: bench.folder,
      signal: bench.signal,
    });
    refuse(failed, prepared.reference);
    const figures = figuresOf(measured, prepared.reference);
    if (!figures.some(({ kind }) => kind === "strata"))
      throw new RowFailed(`strata: ${prepared.leftOut.find(({ name }) => name === "strata")?.why ?? "not there"}`);
    return {
      format: 1,
      name: row.name,
      title: row.title,
      surroundings,
      rounds,
      reference: prepared.reference,
      figures,
      goals: row.goals(figures),
      leftOut: [...prepared.leftOut, ...failed.map(({ contender: { name }, why }) => ({ name, why }))].map((out) => ({
        ...out,
        why: withoutPlaces(out.why, bench.folder),
      })),
    };
  } finally {
    await prepared.close();
  }
}

async function prepare(row: Row, bench: Bench): Promise<PreparedRow> {
  try {
    return await row.prepare(bench);
  } catch (error) {
    bench.signal.throwIfAborted();
    throw new RowFailed(error instanceof Error ? error.message : String(error));
  }
}

function refuse(failed: readonly Failed[], reference: string): void {
  const fatal = failed.find(({ contender }) => contender.kind === "strata" || contender.name === reference);
  if (fatal !== undefined) throw new RowFailed(`${fatal.contender.name}: ${fatal.why}`);
}

/** A result is to say nothing of the machine's folders. */
function withoutPlaces(text: string, folder: string): string {
  return text.replaceAll(join(folder, "/"), "").replaceAll(process.cwd(), ".");
}
