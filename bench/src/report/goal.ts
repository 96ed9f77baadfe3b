import type { Figures } from "./figures.js";

/** A bound that strata is to keep. */
export interface Goal {
  /** What is bounded: `strata / psql`, `peak memory of strata`. */
  readonly what: string;
  readonly unit: "×" | "MB";
  /** The largest value that is good. */
  readonly bound: number;
  /** Null where what it takes was left out. */
  readonly measured: number | null;
  readonly met: boolean | null;
}

const MEMORY_BOUND = 150;

/** A ratio of two contenders' medians. */
export function ratioGoal(
  figures: Figures,
  { of, to, bound }: { readonly of: string; readonly to: string; readonly bound: number },
): Goal {
  const [own, other] = [of, to].map((name) => figures.find((figure) => figure.name === name)?.median);
  const measured = own === undefined || other === undefined ? null : Number((own / other).toFixed(3));
  return judged({ what: `${of} / ${to}`, unit: "×", bound, measured });
}

/** Faster than every peer that pays for Node's start as strata does. */
export function firstOfNodePeers(figures: Figures): Goal {
  const peers = figures.filter(({ kind, onNode }) => kind === "peer" && onNode);
  const best = peers.toSorted((a, b) => a.median - b.median)[0];
  const goal = ratioGoal(figures, { of: "strata", to: best?.name ?? "the fastest peer on Node", bound: 1 });
  return best === undefined ? goal : { ...goal, what: `${goal.what}, the fastest peer on Node` };
}

/** The memory of strata's process. */
export function memoryGoal(figures: Figures): Goal {
  const measured = figures.find(({ kind }) => kind === "strata")?.peakMemory ?? null;
  return judged({ what: "peak memory of strata", unit: "MB", bound: MEMORY_BOUND, measured });
}

function judged(goal: Omit<Goal, "met">): Goal {
  return { ...goal, met: goal.measured === null ? null : goal.measured <= goal.bound };
}
