import type { Bench } from "../bench.js";
import type { LeftOut } from "../contenders/tool.js";
import type { Contender } from "../measure/contender.js";
import type { Figures } from "../report/figures.js";
import type { Goal } from "../report/goal.js";

/** One question that the benchmarks answer. */
export interface Row {
  /** Names the file of the result; `pnpm bench` takes it or the beginning of it. */
  readonly name: string;
  /** What is measured, as a heading. */
  readonly title: string;
  /** Counted rounds unless the command line says otherwise; at least 5. */
  readonly rounds: number;
  /** Makes everything that stands before the first round. */
  prepare(bench: Bench): Promise<PreparedRow>;
  /** Holds the figures against the goals; only goals of contenders that there are. */
  goals(figures: Figures): readonly Goal[];
}

/** A row that can be run. */
export interface PreparedRow {
  readonly contenders: readonly Contender[];
  /** The contender that the others' times are divided by. */
  readonly reference: string;
  /** Those who might have taken part. */
  readonly leftOut: readonly LeftOut[];
  close(): Promise<void>;
}
