import { isError } from "../../errors/finding.js";
import { throwFindings } from "../../errors/strata-error.js";
import type { DownRequest, Plan, UpRequest } from "../../plan/plan.js";
import { downPlan, downRequest } from "./roll-back.js";
import { upPlan, upRequest } from "./migrate.js";
import { withDatabaseAndWorkspace } from "../open/open-database.js";
import { findWorkspace, requireSound } from "../open/open-workspace.js";
import type { CommonOptions } from "../options.js";
import { type MakePlan, planNow } from "./planning.js";
import { prepareSteps } from "../step/prepare-steps.js";
import { SqlReader } from "../step/sql-reader.js";

/** Which way, and how far. */
export type PlanSelection =
  | ({ readonly direction?: "up"; readonly replay?: boolean } & UpRequest)
  | ({ readonly direction: "down" } & DownRequest);

/**
 * Makes the plan that `migrate` or `rollBack` would execute now, and changes nothing. The SQL of every step is parsed
 * and checked, so a plan that is returned can be begun.
 *
 * @throws StrataError every error of the workspace, the history or the files.
 */
export async function makePlan(options: CommonOptions & PlanSelection): Promise<Plan> {
  const place = findWorkspace(options);
  const make: MakePlan =
    options.direction === "down"
      ? (input) => downPlan(input, downRequest(options))
      : (input) => upPlan(input, upRequest(options));
  return withDatabaseAndWorkspace(
    options,
    async (database, workspace, history) => {
      requireSound(workspace);
      const mayInstall = options.direction !== "down" && options.replay !== true;
      const { plan } = await planNow(database, workspace, make, { signal: options.signal, history, mayInstall });
      if (plan.steps.length === 0) return plan;
      const { extensionSchema } = await place.config();
      const sql = new SqlReader(place.cacheDirectory);
      const sources = { session: database.connection, workspace, sql, extensionSchema };
      const { findings } = await prepareSteps(sources, plan);
      throwFindings(findings.filter(isError));
      return { ...plan, findings: [...plan.findings, ...findings] };
    },
    place,
  );
}
