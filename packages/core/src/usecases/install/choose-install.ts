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
): Promise<InstallChoice> {
  const isEmpty = history.applied.every(({ module }) => module === SYS_CORE);
  const names = new Set(plan.steps.map(({ module }) => module).filter((module) => module !== SYS_CORE));
  if (!isEmpty || names.size === 0 || plan.direction === "down" || Object.keys(plan.request).length > 0) return NOTHING;
  const modules = workspace.modules.filter(({ name }) => names.has(name));
  const found = readInstallSource(workspace, modules, plan, Math.floor(connection.serverVersion / 10_000));
  if (found === undefined) return NOTHING;
  const reason = typeof found === "string" ? found : await findObstacle(connection, workspace, names, history);
  if (reason === undefined && typeof found !== "string") return { source: found, findings: [] };
  const message = `the history is replayed, and not installed from LATEST: ${reason}`;
  return { findings: [{ code: "LATEST_NOT_USED", message }] };
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
