import { StrataError } from "../../errors/strata-error.js";
import { pauseMs } from "../../lib/retry.js";
import type { PlannedStep } from "../../plan/plan.js";
import { backOffAfter, failureKind } from "../../postgres/failure-kind.js";
import { pause } from "../../postgres/pause.js";
import type { RunWorld } from "../step/run-world.js";
import { withLockWatch } from "../step/lock-watch.js";
import { lockTimeoutMs } from "../step/step-session.js";

/**
 * Performs one transaction of an installation until it is done. What failed by a conflict with other sessions was undone
 * whole and begins again after a pause, within the run's budget, which counts from the first failure. A lost connection
 * ends the run: the next one goes on behind what was committed. `step` stands for the installation in events.
 *
 * @throws the last failure; what the pause is interrupted with.
 */
export async function repeatTransaction(
  world: RunWorld,
  step: PlannedStep,
  perform: (world: RunWorld) => Promise<void>,
): Promise<void> {
  let firstFailure: number | undefined;
  for (let attempt = 1; ; attempt++) {
    try {
      return await withLockWatch({ ...world, again: attempt > 1 }, { step, othersMs: lockTimeoutMs() }, perform);
    } catch (error) {
      firstFailure ??= performance.now();
      const elapsedMs = performance.now() - firstFailure;
      const kind = world.signal?.aborted === true ? "final" : failureKind(error, world.connection.lost);
      const backOff = backOffAfter(error, kind);
      const waitMs =
        kind === "conflict"
          ? pauseMs({ attempt, elapsedMs, budgetMs: world.retryMs }, backOff, Math.random)
          : undefined;
      if (waitMs === undefined || !(error instanceof StrataError)) throw error;
      const { code, message } = error;
      world.onProgress({
        type: "retry",
        step,
        attempt,
        code,
        message,
        waitMs: Math.round(waitMs),
        elapsedMs: Math.round(elapsedMs),
        budgetMs: world.retryMs,
      });
      await pause(waitMs, world.signal);
    }
  }
}
