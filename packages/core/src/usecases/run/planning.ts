import type { Finding } from "../../errors/finding.js";
import type { History } from "../../history/history.js";
import type { Plan } from "../../plan/plan.js";
import { clusterFindings } from "../../plan/compare-clusters.js";
import { findingsWithHistory } from "../../plan/findings-with-history.js";
import { planInstall } from "../../plan/seal-plan.js";
import { refuseUnfinished, unfinishedFindings } from "../../plan/unfinished.js";
import type { Connection } from "../../postgres/connection.js";
import type { EnvironmentClass } from "../../types/environment.js";
import { formatId } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import type { OpenedDatabase } from "../open/open-database.js";
import { readState, type State } from "../open/read-state.js";
import { chooseInstall, type InstallChoice } from "../install/choose-install.js";
import type { InstallSource } from "../install/install-source.js";

/** What a plan is computed from, besides what the caller selects. */
export interface PlanningInput extends State {
  readonly workspace: Workspace;
  readonly connection: Connection;
  /** The class that counts: that of the stamp, or the one that the first step will write. */
  readonly environment: EnvironmentClass;
}

/** Computes a plan from the workspace and the database as they are now. */
export type MakePlan = (input: PlanningInput) => Plan;

/** A plan, what it was computed from, and the class to stamp a new database with. */
export interface Planned {
  readonly plan: Plan;
  readonly state: State;
  readonly stampAs: EnvironmentClass | undefined;
  /** Where the plan is an installation. */
  readonly install?: InstallSource | undefined;
}

/**
 * Reads the database's state and makes the plan. A database without a history on strata's own server was made by
 * strata and becomes development, unless the caller knows its class.
 *
 * @throws StrataError what planning throws; UNFINISHED_OTHER_WAY and UNFINISHED_MISSING for a plan that would run past a
 *   migration that has begun and not ended.
 */
export async function planNow(
  { connection, target }: OpenedDatabase,
  workspace: Workspace,
  makePlan: MakePlan,
  {
    signal,
    stampAs,
    history,
    mayInstall = false,
    singleTransaction = false,
  }: {
    readonly signal: AbortSignal | undefined;
    readonly stampAs?: EnvironmentClass | undefined;
    readonly history?: Promise<History>;
    /** An empty database may be installed from LATEST. */
    readonly mayInstall?: boolean | undefined;
    /** All steps are to run in one transaction: then it is not. */
    readonly singleTransaction?: boolean | undefined;
  },
): Promise<Planned> {
  const state = await readState(connection, workspace, { targetModules: target.modules, signal, history });
  const own = target.kind === "embedded" ? "development" : undefined;
  const stamp = state.history.installed ? undefined : (stampAs ?? own);
  const environment = stamp ?? state.history.environment;
  const plan = makePlan({ ...state, workspace, connection, environment });
  const { modules, migrations } = workspace;
  refuseUnfinished(plan, { modules, migrations, intents: state.history.intents, targetModules: target.modules });
  // What has no effect on a way up is said there, and not only by a check: it was meant to have one.
  const findings =
    plan.direction === "up"
      ? findingsWithHistory(workspace.findings, plan.findings)
      : [...emptyWaysBack(workspace, plan), ...plan.findings];
  // What belongs to a module that is not here is nothing to this workspace.
  const known = new Set(modules.map(({ name }) => name));
  const unfinished = unfinishedFindings({ modules, migrations, intents: state.history.intents }).filter(
    ({ module }) => module !== undefined && known.has(module),
  );
  const lost = clusterFindings(state.history.recordedCluster, state.history.cluster);
  const choice: InstallChoice = mayInstall
    ? await chooseInstall(connection, workspace, plan, state.history, singleTransaction)
    : { findings: [] };
  const install = choice.source && {
    hash: choice.source.hash,
    modules: choice.source.modules.map((one) => one.module.name),
  };
  const way = install === undefined ? plan : planInstall(plan, install);
  return {
    plan: { ...way, findings: [...lost, ...unfinished, ...findings, ...choice.findings] },
    state,
    stampAs: stamp,
    install: choice.source,
  };
}

/** Steps of a way back that take nothing back: the history will say that they are not applied, and what they made stays. */
function emptyWaysBack({ findings }: Workspace, { steps }: Plan): Finding[] {
  const ids = new Set(steps.filter(({ source }) => source === "disk").map(formatId));
  return findings.filter(
    ({ code, module, version }) =>
      code === "DOWN_EMPTY" && module !== undefined && version !== undefined && ids.has(formatId({ module, version })),
  );
}
