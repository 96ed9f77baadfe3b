import type { Code } from "../../errors/codes.js";
import { StrataError } from "../../errors/strata-error.js";
import { readHistory } from "../../history/read-history.js";
import { pause } from "../../postgres/pause.js";
import { backOffMs } from "../../lib/retry.js";
import type { PlannedStep } from "../../plan/plan.js";
import { outcomeOf } from "../../plan/step-effect.js";
import { acquireLock } from "../../postgres/advisory-lock.js";
import { connectAgain, RESTARTING } from "../../postgres/connect-again.js";
import { failureKind } from "../../postgres/failure-kind.js";
import { endBackend } from "../../postgres/read-waiting.js";
import { formatId } from "../../types/ids.js";
import { requireWritable } from "../open/require-installed.js";
import type { RunUnderWay } from "./run-under-way.js";
import { readSessionFacts } from "./session-facts.js";

/** What a server that is coming back says for a while: not yet promoted, not yet ours. */
const NOT_YET: ReadonlySet<Code> = new Set<Code>([...RESTARTING, "READ_ONLY"]);
const PAUSES = { firstMs: 200, longestMs: 2_000 };

/**
 * Goes on with a run whose connection was lost while steps were under way, and decides from the history whether they are
 * done. A new connection is opened and waits for the lock, which proves that the old backend has ended; everything
 * but these steps must then be as the run left it.
 *
 * @returns Whether the steps are done; `run.world` has the new connection then.
 * @throws StrataError COMMIT_UNKNOWN when the loss met the commit, else CONNECTION_LOST, when within the budget there
 *   was no connection or no lock; HISTORY_CHANGED; INTERRUPTED or COMMIT_UNKNOWN when the signal is aborted.
 */
export async function resumeRun(
  run: RunUnderWay,
  underWay: readonly PlannedStep[],
  current: PlannedStep,
  failure: unknown,
): Promise<boolean> {
  const { world } = run;
  if (world.retryMs <= 0) throw connectionFailure(failure, current, "");
  world.onProgress({ type: "connection", state: "lost", step: current });
  // What is left of the old one is of no use; its end may take its time.
  void world.connection.close().catch(() => undefined);
  void world.side.drop().catch(() => undefined);
  const now = await reconnect(run, current, failure);
  world.onProgress({ type: "connection", state: "restored", step: current });
  const outcome = outcomeOf({ before: run.before, done: run.done, underWay, now });
  if (outcome.kind === "other") throw historyChanged(current, outcome);
  return outcome.kind === "applied";
}

/** Has a connection with the lock in place of the lost one, or throws the failure with why there is none. Returns what is applied. */
async function reconnect(run: RunUnderWay, current: PlannedStep, failure: unknown): Promise<string[]> {
  const { signal, retryMs } = run.world;
  const end = performance.now() + retryMs;
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryToResume(run, end);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (signal?.aborted === true) throw connectionFailure(failure, current, "interrupted before it was back");
      const isPassing =
        failureKind(error, false) === "lost" || (error instanceof StrataError && NOT_YET.has(error.code));
      if (!isPassing && error instanceof StrataError && error.exitCode === 6) throw error;
      if (!isPassing || performance.now() >= end) throw connectionFailure(failure, current, why);
      await pause(
        Math.min(backOffMs(attempt, PAUSES, Math.random), Math.max(1, end - performance.now())),
        signal,
      ).catch(() => undefined);
    }
  }
}

async function tryToResume(run: RunUnderWay, end: number): Promise<string[]> {
  const { world } = run;
  const { signal, onProgress } = world;
  const left = (): number => Math.max(0, end - performance.now());
  const connection = await connectAgain(run.open, {
    passing: RESTARTING,
    budgetMs: left(),
    signal,
    onWaiting: (elapsedMs, reason) => onProgress({ type: "waiting", for: "server", elapsedMs, reason }),
  });
  try {
    await run.checkServer(connection);
    requireWritable(await readHistory(connection));
    // Half of a connection may be left on the server, and with it the lock.
    await endBackend(connection, world.backend);
    await acquireLock(connection, {
      waitMs: left(),
      signal,
      onWaiting: (elapsedMs, holder) =>
        onProgress({ type: "waiting", for: "lock", elapsedMs, ...(holder === undefined ? {} : { holder }) }),
    });
    const facts = await readSessionFacts(connection);
    const { applied, cluster } = await readHistory(connection);
    run.world = { ...world, ...facts, cluster };
    return applied.map(formatId);
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error;
  }
}

/** The failure of a step whose connection was lost; what is not known about its commit stays unknown. */
export function connectionFailure(failure: unknown, step: PlannedStep, why: string): StrataError {
  const isUnknown = failure instanceof StrataError && failure.code === "COMMIT_UNKNOWN";
  const because = why === "" ? "" : `: ${why}`;
  // What a step outside of a transaction has kept is not hidden behind the connection; the error says that a run goes on.
  if (failure instanceof StrataError && failure.code === "PARTLY_DONE") {
    const { code, message, hint, details, cause } = failure;
    return new StrataError(code, `${message}${because}`, { hint, details, cause });
  }
  if (isUnknown)
    return new StrataError(
      "COMMIT_UNKNOWN",
      `the connection was lost while ${formatId(step)} was being committed, and whether it holds is unresolved${because}`,
      { hint: "`strata status` tells as soon as the server answers; then run the command again.", cause: failure },
    );
  return new StrataError("CONNECTION_LOST", `the connection was lost during ${formatId(step)}${because}`, {
    hint: "Run the command again when the server can be reached: it goes on with the first step that is not applied.",
    cause: failure,
  });
}

function historyChanged(
  step: PlannedStep,
  { missing, unexpected }: { readonly missing: readonly string[]; readonly unexpected: readonly string[] },
): StrataError {
  const facts = [
    missing.length === 0 ? "" : `${missing.join(", ")}, which was there, is gone`,
    unexpected.length === 0 ? "" : `${unexpected.join(", ")} has come`,
  ].filter((fact) => fact !== "");
  return new StrataError(
    "HISTORY_CHANGED",
    `after the connection was lost during ${formatId(step)} the history is not what the run had left: ${facts.join("; ") || "only a part of one transaction is in it"}`,
    {
      hint: "Another run may have gone on meanwhile, or a fail-over may have lost finished steps: `strata status` shows how the database stands now.",
      details: { missing, unexpected },
    },
  );
}
