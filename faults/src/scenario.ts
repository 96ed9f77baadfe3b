import type { Random } from "./random.js";
import type { TestBed } from "./test-bed.js";

/** One kind of fault: what is done to the command or its server, again and again, and what must hold then. */
export interface Scenario {
  /** As `--only` names it. */
  readonly name: string;
  /** What is done, in one line. */
  readonly summary: string;
  readonly runs: { readonly short: number; readonly long: number };
  /** How many runs go on at once; default 2. */
  readonly parallel?: number;
  /** Why the short form leaves it out, when it does. */
  readonly onlyLong?: string;
  /** Why it cannot run on this machine, when it cannot. */
  missing?(): string | undefined;
  /** One run. It depends on the test bed's seed and on its own number alone. */
  run(bed: TestBed, context: RunContext): Promise<Outcome>;
}

/** What tells one run from the others. */
export interface RunContext {
  readonly index: number;
  /** This run's own: it gives the same numbers when the run is repeated alone. */
  readonly random: Random;
  readonly long: boolean;
  /** Length of a run of `load`. */
  readonly minutes: number;
}

/** What became of a run. */
export interface Outcome {
  /** The faults that were made, in a few words each. */
  readonly faults: readonly string[];
  /** Promises that were broken, in words. */
  readonly breaks: readonly string[];
  /** Something measured, to be shown: the largest of all runs by name. */
  readonly measured?: Readonly<Record<string, number>>;
}
