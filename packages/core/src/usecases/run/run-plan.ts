import { isError, type Finding } from "../../errors/finding.js";
import { throwFindings } from "../../errors/strata-error.js";
import type { Plan } from "../../plan/plan.js";
import { proveLock } from "../../postgres/advisory-lock.js";
import { transaction } from "../../postgres/transaction.js";
import type { StepReport } from "../options.js";
import { type WatchedStep, withLockWatch } from "../step/lock-watch.js";
import { type PreparedStep, prepareSteps } from "../step/prepare-steps.js";
import { requireOneTransaction } from "../step/require-one-transaction.js";
import { runNoTransactionStep } from "../step/run-no-transaction-step.js";
import { openStep } from "../step/open-step.js";
import { runStep, runStepBody, type StepResult, watchedStep } from "../step/run-step.js";
import { StepAhead } from "../step/step-ahead.js";
import type { RunWorld } from "../step/run-world.js";
import { repeatUntilDone } from "./repeat-until-done.js";
import type { RunUnderWay } from "./run-under-way.js";

/**
 * Executes a plan step by step while the caller holds the lock. Every file is read, parsed and checked before the first
 * step begins. Steps that were done stay done when a later one fails; with `singleTransaction` none does. What other
 * sessions were in the way of, or what lost its connection, is begun again: `run.world` is of the newest connection.
 *
 * @throws StrataError what a step throws; the findings of the files when any is an error, before anything has run.
 */
export async function runPlan(
  run: RunUnderWay,
  plan: Plan,
  options: {
    readonly singleTransaction: boolean;
    /** Takes back by the SQL of the history also where a folder is on disk. */
    readonly storedSql: boolean;
  },
): Promise<{ steps: readonly StepReport[]; findings: readonly Finding[] }> {
  const { world } = run;
  const prepared = await prepareSteps({ ...world, session: world.connection, storedSql: options.storedSql }, plan);
  throwFindings(prepared.findings.filter(isError));
  if (options.singleTransaction) requireOneTransaction(prepared.steps);
  const reports = options.singleTransaction
    ? await runTogether(run, prepared.steps)
    : await runOneByOne(run, prepared.steps);
  return {
    steps: reports.map(({ findings: _kept, ...report }) => report),
    findings: [...prepared.findings, ...reports.flatMap(({ findings }) => findings)],
  };
}

async function runOneByOne(run: RunUnderWay, steps: readonly PreparedStep[]): Promise<StepResult[]> {
  const ahead = new StepAhead();
  const reports: StepResult[] = [];
  try {
    for (const [index, prepared] of steps.entries()) {
      const { step } = prepared;
      const follows = steps[index + 1];
      const next = follows?.files.noTransaction === true ? undefined : follows;
      run.world.onProgress({ type: "step-start", step, index, total: steps.length });
      const startedAt = performance.now();
      const report = await repeatUntilDone(run, {
        steps: [step],
        current: () => prepared,
        perform: (world, keep) =>
          prepared.files.noTransaction
            ? runNoTransactionStep(world, prepared, keep)
            : runStep(world, prepared, keep, { ahead, next }),
        assumed: () => reportOf(prepared, performance.now() - startedAt),
      });
      run.done.push(step);
      tellDone(run.world, step, report);
      reports.push(report);
    }
  } finally {
    // A listener may have thrown between two steps.
    await ahead.drop();
  }
  return reports;
}

/** What one step throws takes back those before it; then all of them begin again, or the failure is recorded. */
async function runTogether(run: RunUnderWay, steps: readonly PreparedStep[]): Promise<StepResult[]> {
  const [first] = steps;
  if (first === undefined) return [];
  let current = first;
  const perform = async (world: RunWorld, keep: (reports: StepResult[]) => void): Promise<StepResult[]> => {
    current = first;
    const reports: StepResult[] = [];
    await transaction(world.connection, async () => {
      for (const [index, prepared] of steps.entries()) {
        const { step } = prepared;
        current = prepared;
        world.onProgress({ type: "step-start", step, index, total: steps.length });
        const opened = await openStep(world, prepared);
        const report = await runStepBody(world, prepared, opened, index > 0);
        reports.push(report);
      }
      await proveLock(world.connection);
      world.onProgress({ type: "phase", step: current.step, phase: "commit" });
      keep(reports);
    });
    return reports;
  };
  const watched: WatchedStep = {
    get step() {
      return current.step;
    },
    get othersMs() {
      return watchedStep(current).othersMs;
    },
  };
  const reports = await repeatUntilDone(run, {
    steps: steps.map(({ step }) => step),
    current: () => current,
    perform: (world, keep) => withLockWatch(world, watched, (inner) => perform(inner, keep)),
    assumed: () => steps.map((prepared) => reportOf(prepared, 0)),
  });
  // Told when the one commit has held: until then each of them may still be taken back.
  for (const [index, report] of reports.entries()) tellDone(run.world, steps[index]!.step, report);
  return reports;
}

function tellDone(world: RunWorld, step: PreparedStep["step"], { findings, rows, durationMs }: StepResult): void {
  for (const finding of findings) world.onProgress({ type: "finding", finding });
  world.onProgress({ type: "step-done", step, durationMs, rows: rows.added + rows.changed + rows.removed });
}

/** The report of a step that the history shows as done and that could not report itself. */
function reportOf({ step: { module, version, name, direction } }: PreparedStep, durationMs: number): StepResult {
  return { module, version, name, direction, durationMs, rows: { added: 0, changed: 0, removed: 0 }, findings: [] };
}
