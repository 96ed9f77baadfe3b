import { StrataError } from "../../errors/strata-error.js";
import { appendAudit } from "../../history/audit.js";
import { SYS_CORE } from "../../module/module.js";
import type { Plan } from "../../plan/plan.js";
import { installDatabase } from "../install/install-database.js";
import type { InstallSource } from "../install/install-source.js";
import type { RunResult } from "../options.js";
import type { RunWorld } from "../step/run-world.js";
import { runPlan } from "./run-plan.js";
import type { RunUnderWay } from "./run-under-way.js";

/**
 * Executes a plan by way of LATEST: the steps of sys-core run, for they make what everything is recorded in; the others
 * are installed together.
 *
 * @throws StrataError what a step throws, and what `installDatabase` does; INTERRUPTED.
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
  const { rows, durationMs, findings } = await installDatabase(run.world, steps, source).catch(
    async (error: unknown) => {
      throw await failInstall(run.world, source, error);
    },
  );
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

/** What to throw for an installation that failed; the audit is told, where it can be. */
async function failInstall({ connection, signal }: RunWorld, source: InstallSource, error: unknown): Promise<unknown> {
  const failure = signal?.aborted === true ? interruptedInstall(error) : withWayOut(error);
  const { code, message } = failure instanceof StrataError ? failure : { code: "INTERNAL", message: String(failure) };
  const details = {
    direction: "up",
    install: true,
    from: source.hash,
    modules: source.modules.map(({ module }) => module.name),
    code,
    message,
  };
  // The failure itself counts for more than its record.
  await appendAudit(connection, { event: "failed", details }).catch(() => undefined);
  return failure;
}

/** What is wrong with a generated file is nobody's to correct there: the migrations themselves may well run. */
function withWayOut(error: unknown): unknown {
  if (!(error instanceof StrataError) || !(error.code === "SQL_FAILED" || error.code.startsWith("DATASET_")))
    return error;
  const own = "The file is generated, so do not correct it: `strata up --replay` runs the migrations instead.";
  const hint = error.hint === undefined ? own : `${error.hint} ${own}`;
  return new StrataError(error.code, error.message, { hint, details: error.details, cause: error });
}

function interruptedInstall(cause: unknown): StrataError {
  return new StrataError("INTERRUPTED", "the installation was interrupted; the next run goes on with it", { cause });
}
