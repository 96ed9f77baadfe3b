import { SYS_CORE } from "../../module/module.js";
import type { Plan } from "../../plan/plan.js";
import { installDatabase } from "../install/install-database.js";
import type { InstallSource } from "../install/install-source.js";
import type { RunResult } from "../options.js";
import { runPlan } from "./run-plan.js";
import type { RunUnderWay } from "./run-under-way.js";

/**
 * Executes a plan by way of LATEST: the steps of sys-core run, for they make what everything is recorded in; the others
 * are installed together.
 *
 * @throws StrataError what a step throws, and what `installDatabase` does.
 */
export async function runInstall(
  run: RunUnderWay,
  plan: Plan,
  source: InstallSource,
): Promise<Pick<RunResult, "steps" | "findings" | "installed">> {
  const isOwn = ({ module }: { readonly module: string }): boolean => module === SYS_CORE;
  const own = await runPlan(
    run,
    { ...plan, steps: plan.steps.filter(isOwn) },
    { singleTransaction: false, storedSql: false },
  );
  const steps = plan.steps.filter((step) => !isOwn(step));
  const { rows, durationMs, findings } = await installDatabase(run.world, steps, source);
  run.done.push(...steps);
  const reports = steps.map(({ module, version, name, direction }) => ({
    module,
    version,
    name,
    direction,
    durationMs: 0,
    rows: { added: 0, changed: 0, removed: 0 },
  }));
  return {
    steps: [...own.steps, ...reports],
    installed: { rows, durationMs },
    findings: [...own.findings, ...findings],
  };
}
