import { formatId } from "../types/ids.js";
import type { PlannedStep } from "./plan.js";
import { recordedId } from "./recorded-id.js";

/** What finished steps have made of a set of applied migrations (`module@version`). */
export function appliedAfter(before: Iterable<string>, steps: readonly PlannedStep[]): Set<string> {
  const applied = new Set(before);
  for (const step of steps) {
    const recorded = recordedId(step);
    if (step.direction === "down" || step.action === "restamp") applied.delete(formatId(recorded));
    if (step.action === "restamp") applied.add(formatId({ module: recorded.module, version: step.version }));
    else if (step.direction === "up") applied.add(formatId(step));
  }
  return applied;
}

/** How a history that was read again stands to what a run knows. */
export type Outcome =
  | { readonly kind: "applied" | "not applied" }
  | {
      /** Neither: somebody else has changed it, or the server has lost part of it. */
      readonly kind: "other";
      /** Rows that the run counts on and that are not there. */
      readonly missing: readonly string[];
      /** Rows that are there and that neither the run nor what was before it explains. */
      readonly unexpected: readonly string[];
    };

/**
 * Decides from the history what became of steps whose commit was not answered: they hold together or not at all.
 * Everything else must be as the run left it.
 */
export function outcomeOf(options: {
  /** Applied when the plan was made. */
  readonly before: Iterable<string>;
  /** The run's steps that were answered as committed. */
  readonly done: readonly PlannedStep[];
  readonly underWay: readonly PlannedStep[];
  /** Applied now. */
  readonly now: Iterable<string>;
}): Outcome {
  const now = new Set(options.now);
  const without = appliedAfter(options.before, options.done);
  const withAll = appliedAfter(without, options.underWay);
  if (isSame(now, without)) return { kind: "not applied" };
  if (isSame(now, withAll)) return { kind: "applied" };
  return {
    kind: "other",
    missing: [...without].filter((id) => withAll.has(id) && !now.has(id)),
    unexpected: [...now].filter((id) => !without.has(id) && !withAll.has(id)),
  };
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id));
}
