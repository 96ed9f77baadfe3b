import type { Measured } from "../measure/run-rounds.js";
import { type Statistics, statisticsOf } from "../measure/statistics.js";

/** What came out for one contender, as a result file keeps it. Times in milliseconds, memory in MB of 1,000,000 bytes. */
export interface Figure extends Statistics {
  readonly name: string;
  readonly kind: "strata" | "peer" | "limit" | "reference";
  readonly version: string;
  readonly how: string;
  readonly onNode: boolean;
  /** Every counted round, in order. */
  readonly all: readonly number[];
  /** Median by the reference's median. */
  readonly toReference: number | null;
  /** Median by the median of the fastest peer. */
  readonly toBestPeer: number | null;
  /** Null where it cannot be found. */
  readonly peakMemory: number | null;
}

/** What came out of a row. */
export type Figures = readonly Figure[];

/** Makes figures of measurements: times to a hundredth of a millisecond, ratios to a thousandth. */
export function figuresOf(measured: readonly Measured[], reference: string): Figures {
  const plain = measured.map(({ contender, ms, peakMemory }) => ({ contender, ms, peakMemory, ...statisticsOf(ms) }));
  const referenceMedian = plain.find(({ contender }) => contender.name === reference)?.median;
  const peers = plain.filter(({ contender }) => contender.kind === "peer");
  const bestPeer = peers.length === 0 ? undefined : Math.min(...peers.map(({ median }) => median));
  return plain.map(({ contender, ms, peakMemory, median, min, max, q1, q3 }) => ({
    name: contender.name,
    kind: contender.kind,
    version: contender.version,
    how: contender.how,
    onNode: contender.onNode,
    median: round(median, 2),
    min: round(min, 2),
    max: round(max, 2),
    q1: round(q1, 2),
    q3: round(q3, 2),
    all: ms.map((value) => round(value, 2)),
    toReference: referenceMedian === undefined ? null : round(median / referenceMedian, 3),
    toBestPeer: bestPeer === undefined ? null : round(median / bestPeer, 3),
    peakMemory: peakMemory === undefined ? null : round(peakMemory, 1),
  }));
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
