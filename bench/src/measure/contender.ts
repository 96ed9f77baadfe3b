import type { Command } from "./run-process.js";

/** One who takes part in a row. */
export interface Contender {
  readonly name: string;
  readonly kind: "strata" | "peer" | "limit" | "reference";
  readonly version: string;
  /** How it is run, in one sentence for the page. */
  readonly how: string;
  readonly onNode: boolean;
  /** Readies one run, before the clock starts. */
  ready(): Promise<Run>;
}

/** One run, ready to start. */
export interface Run {
  readonly command: Command;
  /** Looks whether the process that ended well has done what it should. Returns what is wrong, if anything. */
  judge(): Promise<string | undefined>;
  /** Frees what was readied. */
  close(): Promise<void>;
}
