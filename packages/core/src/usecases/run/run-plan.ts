import { isError, type Finding } from "../../errors/finding.js";
import { throwFindings } from "../../errors/strata-error.js";
import type { Plan } from "../../plan/plan.js";
import { proveLock } from "../../postgres/advisory-lock.js";
import { transaction } from "../../postgres/transaction.js";
import type { StepReport } from "../options.js";
import { type PreparedStep, prepareSteps } from "../step/prepare-steps.js";
import { failStep, runStep, runStepBody } from "../step/run-step.js";
import type { RunWorld } from "../step/run-world.js";

/**
 * Executes a plan step by step while the caller holds the lock. Every file is read, parsed and checked before the first
 * step begins. Steps that were done stay done when a later one fails; with `singleTransaction` none does.
 *
 * @throws StrataError what a step throws; the findings of the files when any is an error, before anything has run.
 */
export async function runPlan(
  world: RunWorld,
  plan: Plan,
  options: {
    readonly singleTransaction: boolean;
    /** Takes back by the SQL of the history also where a folder is on disk. */
    readonly storedSql: boolean;
  },
): Promise<{ steps: readonly StepReport[]; findings: readonly Finding[] }> {
  const prepared = await prepareSteps({ ...world, session: world.connection, storedSql: options.storedSql }, plan);
  throwFindings(prepared.findings.filter(isError));
  const reports = options.singleTransaction
    ? await inOneTransaction(world, (perform) => runAll(world, prepared.steps, perform))
    : await runAll(world, prepared.steps, (step) => runStep(world, step));
  return {
    steps: reports.map(({ findings: _kept, ...report }) => report),
    findings: [...prepared.findings, ...reports.flatMap(({ findings }) => findings)],
  };
}

type Report = Awaited<ReturnType<typeof runStep>>;
type Perform = (step: PreparedStep) => Promise<Report>;

async function runAll(world: RunWorld, steps: readonly PreparedStep[], perform: Perform): Promise<Report[]> {
  const reports: Report[] = [];
  for (const [index, prepared] of steps.entries()) {
    const { step } = prepared;
    world.onProgress({ type: "step-start", step, index, total: steps.length });
    const report = await perform(prepared);
    for (const finding of report.findings) world.onProgress({ type: "finding", finding });
    const { added, changed, removed } = report.rows;
    world.onProgress({ type: "step-done", step, durationMs: report.durationMs, rows: added + changed + removed });
    reports.push(report);
  }
  return reports;
}

/** What one step throws takes back those before it; the failure is recorded after the roll-back. */
async function inOneTransaction<T>(world: RunWorld, work: (perform: Perform) => Promise<T>): Promise<T> {
  let current: PreparedStep | undefined;
  try {
    return await transaction(world.connection, async () => {
      const result = await work((step) => {
        current = step;
        return runStepBody(world, step);
      });
      await proveLock(world.connection);
      return result;
    });
  } catch (error) {
    throw current === undefined ? error : await failStep(world, current, error);
  }
}
