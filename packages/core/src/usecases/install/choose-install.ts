import { assignOwners } from "../../ownership/assign-owners.js";
import { newestVersions } from "../../ownership/newest-versions.js";
import { moduleOf } from "../../ownership/owner.js";
import { hasUserObjects } from "../../catalog/has-user-objects.js";
import { readSnapshot } from "../../catalog/read-snapshot.js";
import type { Finding } from "../../errors/finding.js";
import type { History } from "../../history/history.js";
import { SYS_CORE } from "../../module/module.js";
import type { Plan } from "../../plan/plan.js";
import type { Connection } from "../../postgres/connection.js";
import { readLatest } from "../../workspace/read-latest.js";
import type { Workspace } from "../../workspace/workspace.js";
import type { InstallSource } from "./install-source.js";
import { readInstallSource } from "./read-install-source.js";

/** Whether a database is installed from LATEST, and where not, why. */
export interface InstallChoice {
  readonly source?: InstallSource;
  readonly findings: readonly Finding[];
}

const NOTHING: InstallChoice = { findings: [] };

/**
 * Decides whether a way up of everything is an installation: the history is empty, no object of the modules is there, and
 * LATEST of every module matches the disk. Why it is not is said where some module has a LATEST.
 */
export async function chooseInstall(
  connection: Connection,
  workspace: Workspace,
  plan: Plan,
  history: History,
  singleTransaction: boolean,
): Promise<InstallChoice> {
  const isEmpty = history.applied.every(({ module }) => module === SYS_CORE);
  const names = new Set(plan.steps.map(({ module }) => module).filter((module) => module !== SYS_CORE));
  if (!isEmpty || names.size === 0 || plan.direction === "down") return NOTHING;
  const modules = workspace.modules.filter(({ name }) => names.has(name));
  const asked = askedOtherwise(plan, singleTransaction);
  if (asked !== undefined)
    return modules.some((module) => readLatest(module) !== undefined) ? notUsed(asked, false) : NOTHING;
  const found = readInstallSource(workspace, modules, plan, Math.floor(connection.serverVersion / 10_000));
  if (found === undefined) return NOTHING;
  if ("problem" in found) return notUsed(found.problem, found.isOutdated);
  const obstacle = await findObstacle(connection, workspace, names, history);
  return obstacle === undefined ? { source: found, findings: [] } : notUsed(obstacle, false);
}

/** What is asked for that LATEST, which is everything at once, cannot give. */
function askedOtherwise({ request }: Plan, singleTransaction: boolean): string | undefined {
  if (singleTransaction) return "all steps are to run in one transaction";
  return Object.keys(request).length > 0 ? "only a part of the migrations is asked for" : undefined;
}

function notUsed(reason: string, isOutdated: boolean): InstallChoice {
  const message = `the history is replayed, and not installed from LATEST: ${reason}`;
  const hint = isOutdated ? { hint: "`strata dump` brings every LATEST up to date." } : {};
  return { findings: [{ code: "LATEST_NOT_USED", message, ...hint }] };
}

/** What stands in the way in the database. What an installation has begun is no obstacle. */
async function findObstacle(
  connection: Connection,
  workspace: Workspace,
  names: ReadonlySet<string>,
  { installing }: History,
): Promise<string | undefined> {
  if (installing !== null || !(await hasUserObjects(connection))) return undefined;
  const { objects } = await readSnapshot(connection);
  const owners = assignOwners(objects, workspace.modules, newestVersions(workspace.migrations));
  for (const [key, owner] of owners.of) {
    const module = moduleOf(owner);
    if (module !== undefined && names.has(module)) return `${key}, which ${module} claims, is there already`;
  }
  return undefined;
}
