import { randomOf } from "./random.js";
import type { Outcome, Scenario } from "./scenario.js";
import type { TestBed } from "./test-bed.js";

/** What came of all runs of a scenario. */
export interface Report {
  readonly name: string;
  readonly summary: string;
  readonly runs: number;
  /** How often each fault was made. */
  readonly faults: Readonly<Record<string, number>>;
  readonly breaks: readonly Break[];
  /** Largest values. */
  readonly measured: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Why nothing was run. */
  readonly leftOut?: string;
}

/** A promise that did not hold, and what repeats the run that shows it. */
export interface Break {
  readonly run: number;
  readonly faults: readonly string[];
  readonly text: string;
  readonly replay: string;
}

/** Which runs of a scenario to do. */
export interface Selection {
  readonly long: boolean;
  readonly minutes: number;
  /** In place of the scenario's own number of runs. */
  readonly runs?: number;
  /** Only the run of this number. */
  readonly only?: number;
  /** Hears of each run that has ended. */
  readonly onRun?: (name: string, index: number, outcome: Outcome) => void;
}

/** Runs a scenario, a few runs at once. Never throws for what a run does: an error is a break. */
export async function runScenario(bed: TestBed, scenario: Scenario, selection: Selection): Promise<Report> {
  const { name, summary } = scenario;
  const startedAt = performance.now();
  const leftOut =
    (selection.long || selection.only !== undefined ? undefined : scenario.onlyLong) ?? scenario.missing?.();
  const count = selection.runs ?? scenario.runs[selection.long ? "long" : "short"];
  const indexes = selection.only === undefined ? Array.from({ length: count }, (_, index) => index) : [selection.only];
  const outcomes: (Outcome & { readonly index: number })[] = [];
  const queue = leftOut === undefined ? [...indexes] : [];
  const work = async (): Promise<void> => {
    for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
      const outcome = await runOnce(bed, scenario, index, selection);
      selection.onRun?.(name, index, outcome);
      outcomes.push({ ...outcome, index });
    }
  };
  await Promise.all(Array.from({ length: Math.min(scenario.parallel ?? 2, queue.length) }, work));
  const faults: Record<string, number> = {};
  const measured: Record<string, number> = {};
  for (const outcome of outcomes) {
    for (const fault of outcome.faults) faults[fault] = (faults[fault] ?? 0) + 1;
    for (const [what, value] of Object.entries(outcome.measured ?? {}))
      measured[what] = Math.max(measured[what] ?? value, value);
  }
  const breaks = outcomes.flatMap(({ index, faults, breaks }) =>
    breaks.map((text) => ({
      run: index,
      faults,
      text,
      replay: replayOf(bed.seed, name, index, selection.long),
    })),
  );
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  return {
    name,
    summary,
    runs: outcomes.length,
    faults,
    breaks,
    measured,
    seconds,
    ...(leftOut === undefined ? {} : { leftOut }),
  };
}

/** The command that repeats a run alone. */
export function replayOf(seed: string, name: string, index: number, long = false): string {
  return `pnpm faults --seed ${seed} --only ${name} --run ${index}${long ? " --long" : ""}`;
}

/** One run of a scenario. What it throws is a break too; folders of this machine are taken out of the words. */
export async function runOnce(
  bed: TestBed,
  scenario: Scenario,
  index: number,
  { long, minutes }: Pick<Selection, "long" | "minutes">,
): Promise<Outcome> {
  const random = randomOf(bed.seed, scenario.name, index);
  const shown = (text: string): string => text.replaceAll(bed.folder, "<test folder>");
  try {
    const outcome = await scenario.run(bed, { index, random, long, minutes });
    return { ...outcome, breaks: outcome.breaks.map(shown) };
  } catch (error) {
    return { faults: ["unexpected"], breaks: [shown(error instanceof Error ? error.message : String(error))] };
  }
}
