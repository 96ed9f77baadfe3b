import { must } from "../../errors/internal-error.js";
import { closeIntent } from "../../history/intents.js";
import { recordTakenBack } from "../../history/write-history.js";
import { recordedId } from "../../plan/recorded-id.js";
import { proveLock } from "../../postgres/advisory-lock.js";
import { readServerClock } from "../../postgres/server-clock.js";
import { CLEAN_SESSION, settingsScript } from "../../postgres/step-settings.js";
import { transaction } from "../../postgres/transaction.js";
import { outsideStatement } from "../../sql/outside-statement.js";
import { formatId } from "../../types/ids.js";
import { intentOf, type NoTransactionRun, noTransactionRun, settingsOf, watched } from "./no-transaction-run.js";
import { explainPartly } from "./partly-done.js";
import type { PreparedStep } from "./prepare-steps.js";
import { recordUp } from "./record-up.js";
import { resumeIntent } from "./resume-intent.js";
import { runInside } from "./run-inside.js";
import { runOutside } from "./run-outside.js";
import type { StepResult } from "./run-step.js";
import type { RunWorld } from "./run-world.js";

/**
 * Runs a step whose file has the header `no-transaction`, statement by statement. `sys_core.intent` says at any moment
 * how far it has come, so that this function may be called again after any failure, by any session that holds the lock,
 * and goes on from there.
 *
 * @throws StrataError the cause, when nothing has been kept or the signal was aborted; PARTLY_DONE (exit 9) with the
 *   cause, when something has; UNFINISHED_CHANGED when what has run is not what the file says any more; COMMIT_UNKNOWN.
 *   Nothing is recorded; `failStep` does that for the last failure.
 */
export async function runNoTransactionStep(
  world: RunWorld,
  prepared: PreparedStep,
  keep: (report: StepResult) => void = () => {},
): Promise<StepResult> {
  const startedAt = performance.now();
  const { connection } = world;
  const { step } = prepared;
  const run = await noTransactionRun(world, prepared);
  const report = (): StepResult => {
    const { module, version, name, direction } = step;
    const rows = { added: 0, changed: 0, removed: 0 };
    return { module, version, name, direction, durationMs: performance.now() - startedAt, rows, findings: [] };
  };
  connection.onNotice = (notice) => {
    world.onProgress({ type: "notice", step, notice });
  };
  try {
    await connection.run(`${CLEAN_SESSION}; ${settingsScript(settingsOf(run))}`);
    await resumeIntent(run);
    const clock = await readServerClock(connection);
    await runStatementsOf(run);
    await watched(run, undefined, () => record(run, clock, () => keep(report())));
    return report();
  } catch (error) {
    throw await explainPartly(run, error);
  } finally {
    connection.onNotice = undefined;
  }
}

async function runStatementsOf(run: NoTransactionRun): Promise<void> {
  const { world, statements, prepared } = run;
  const { step } = prepared;
  world.onProgress({ type: "phase", step, phase: step.direction });
  for (let index = intentOf(run).done; index < statements.length; index++) {
    world.signal?.throwIfAborted();
    world.onProgress({ type: "progress", step, done: index, total: statements.length });
    const outside = outsideStatement(statements[index]!);
    await (outside === undefined ? runInside(run, index) : runOutside(run, index, outside));
  }
}

/** History and audit say that the step holds, and the intent goes, in one transaction. */
async function record(run: NoTransactionRun, startedAt: number, keep: () => void): Promise<void> {
  const { world, prepared, module } = run;
  const { connection } = world;
  const { step, migration } = prepared;
  const settings = settingsOf(run);
  await transaction(connection, async () => {
    await connection.run(settingsScript(settings));
    world.onProgress({ type: "phase", step, phase: "record" });
    if (step.direction === "up")
      await recordUp(
        { world, step, module, migration, settings, start: { startedAt } },
        await world.sql.checksums(must(migration, `the folder of ${formatId(step)}`)),
        { bootstrap: null, fixtures: null },
      );
    else await recordTakenBack(connection, recordedId(step), step.source, world.cluster);
    await closeIntent(connection, intentOf(run));
    await proveLock(connection);
    world.onProgress({ type: "phase", step, phase: "commit" });
    keep();
  });
}
