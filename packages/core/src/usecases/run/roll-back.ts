import type { DownRequest, Plan } from "../../plan/plan.js";
import { planDown } from "../../plan/plan-down.js";
import type { RunOptions, RunResult } from "../options.js";
import type { PlanningInput } from "./planning.js";
import { runLocked } from "./run-locked.js";

/**
 * Takes migrations back, dependents first, each in one transaction, from the folder on disk or from the stored way
 * back. Exactly one of `steps`, `to` and `all` says how many.
 *
 * @throws StrataError before anything has run when one of them has no way back; later with the steps before the one
 * that failed taken back and recorded.
 */
export function rollBack(options: RunOptions & DownRequest): Promise<RunResult> {
  const request = options.plan?.request ?? downRequest(options);
  return runLocked(options, (input) => downPlan(input, request));
}

/** The plan of a way back. */
export function downPlan(input: PlanningInput, request: DownRequest): Plan {
  const { modules, migrations } = input.workspace;
  return planDown({
    modules,
    migrations,
    applied: input.history.applied,
    edited: input.edited,
    request,
    target: input.connection.target,
    environment: input.environment,
  });
}

/** The selection among options that hold more. */
export function downRequest({ module, steps, to, all }: DownRequest): DownRequest {
  return {
    ...(module === undefined ? {} : { module }),
    ...(steps === undefined ? {} : { steps }),
    ...(to === undefined ? {} : { to }),
    ...(all === undefined ? {} : { all }),
  };
}
