import type { Plan, UpRequest } from "../../plan/plan.js";
import { planUp } from "../../plan/plan-up.js";
import type { EnvironmentClass } from "../../types/environment.js";
import type { RunOptions, RunResult } from "../options.js";
import type { PlanningInput } from "./planning.js";
import { runLocked } from "./run-locked.js";

/**
 * Applies what is pending: all modules' migrations in one proven order, each with its data and its transform in one
 * transaction. With nothing pending it is one query, without a lock. An empty database is
 * installed from LATEST of all modules, where each of them matches the disk.
 *
 * @throws StrataError with the steps before the one that failed applied and recorded, and that one rolled back.
 */
export function migrate(
  options: RunOptions &
    UpRequest & {
      /** Class of a database that the caller has just created; written with its first step. */
      readonly stampAs?: EnvironmentClass;
      /** Runs the migrations one by one also where an empty database could be installed from LATEST. */
      readonly replay?: boolean;
    } = {},
): Promise<RunResult> {
  const request = options.plan?.request ?? upRequest(options);
  return runLocked({ ...options, mayInstall: mayInstall(options) }, (input) => upPlan(input, request));
}

/** What was planned decides, else whether one wants it. */
function mayInstall({ plan, replay }: Parameters<typeof migrate>[0] & object): boolean {
  return plan === undefined ? replay !== true : plan.install !== undefined;
}

/** The plan of a way up. */
export function upPlan(input: PlanningInput, request: UpRequest): Plan {
  return planUp({
    modules: input.workspace.modules,
    migrations: input.workspace.migrations,
    applied: input.history.applied,
    history: input.checked,
    request,
    target: input.connection.target,
    environment: input.environment,
  });
}

/** The selection among options that hold more. */
export function upRequest({ modules, to }: UpRequest): UpRequest {
  return { ...(modules === undefined || modules.length === 0 ? {} : { modules }), ...(to === undefined ? {} : { to }) };
}
