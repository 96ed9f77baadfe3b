import { StrataError } from "../../errors/strata-error.js";
import { pause } from "../../postgres/pause.js";
import { pauseMs } from "../../lib/retry.js";
import type { PlannedStep } from "../../plan/plan.js";
import { backOffAfter, failureKind, serverErrorOf } from "../../postgres/failure-kind.js";
import { codeOfState } from "../../postgres/sql-error.js";
import type { PreparedStep } from "../step/prepare-steps.js";
import { failStep } from "../step/run-step.js";
import type { RunWorld } from "../step/run-world.js";
import { connectionFailure, resumeRun } from "./resume-run.js";
import type { RunUnderWay } from "./run-under-way.js";

/** What holds whole or not at all: a step, or all of them in one transaction. */
export interface Repeatable<T> {
  readonly steps: readonly PlannedStep[];
  /** The step that was under way when it failed. */
  readonly current: () => PreparedStep;
  readonly perform: (world: RunWorld, keep: (result: T) => void) => Promise<T>;
  /** Its result when the history shows it done and nothing was kept. */
  readonly assumed: () => T;
}

/**
 * Performs it until it is done. What failed by a conflict with other sessions was undone whole and begins again after a
 * pause, within the run's budget, which counts from the first failure. After a lost connection the run is resumed, and the
 * history decides whether it is done. An attempt that is followed by another is an event; the audit gets the last
 * failure alone.
 *
 * @throws the last failure, with how often it was tried; INTERRUPTED; what resuming throws.
 */
export async function repeatUntilDone<T>(run: RunUnderWay, unit: Repeatable<T>): Promise<T> {
  let firstFailure: number | undefined;
  for (let attempt = 1; ; attempt++) {
    let kept: { readonly result: T } | undefined;
    let failure: unknown;
    try {
      return await unit.perform({ ...run.world, again: attempt > 1 }, (result) => (kept = { result }));
    } catch (error) {
      failure = error;
    }
    const { world } = run;
    const { step } = unit.current();
    firstFailure ??= performance.now();
    const tried = { attempts: attempt, triedMs: performance.now() - firstFailure };
    const kind = world.signal?.aborted === true ? "final" : failureKind(failure, world.connection.lost);
    if (kind === "final") throw await failStep(world, unit.current(), failure, tried);
    if (kind === "lost") {
      const isDone = await resume(run, unit, failure);
      const done = step.direction === "up" ? "applied" : "taken back";
      world.onProgress({ type: "outcome", step, outcome: isDone ? done : "not done" });
      if (isDone) return kept === undefined ? unit.assumed() : kept.result;
    }
    tried.triedMs = performance.now() - firstFailure;
    const isPartly = failure instanceof StrataError && failure.code === "PARTLY_DONE";
    const error =
      kind === "lost" && !isPartly ? connectionFailure(serverErrorOf(failure), step, "it was not done") : failure;
    const waitMs = pauseMs(
      { attempt, elapsedMs: tried.triedMs, budgetMs: world.retryMs },
      backOffAfter(failure, kind),
      Math.random,
    );
    if (waitMs === undefined) throw await failStep(run.world, unit.current(), error, tried);
    world.onProgress({
      type: "retry",
      step,
      attempt,
      ...codeAndMessage(error),
      waitMs: Math.round(waitMs),
      elapsedMs: Math.round(tried.triedMs),
      budgetMs: world.retryMs,
    });
    await pause(waitMs, world.signal).catch(async (reason: unknown) => {
      throw await failStep(run.world, unit.current(), reason, tried);
    });
  }
}

/** Whether the history shows it done. What keeps that from being known is the step's failure. */
async function resume<T>(run: RunUnderWay, unit: Repeatable<T>, failure: unknown): Promise<boolean> {
  try {
    return await resumeRun(run, unit.steps, unit.current().step, failure);
  } catch (error) {
    throw await failStep(run.world, unit.current(), error);
  }
}

function codeAndMessage(error: unknown): { code: StrataError["code"]; message: string } {
  if (error instanceof StrataError) return { code: error.code, message: error.message };
  const cause = serverErrorOf(error);
  return {
    code: codeOfState(cause?.code ?? "") ?? "SQL_FAILED",
    message: error instanceof Error ? error.message : String(error),
  };
}
