import { readLabelledModules } from "../../history/labels.js";
import { readCluster } from "../../history/cluster-record.js";
import { connect as connectToServer } from "../../postgres/connect.js";
import type { Connection } from "../../postgres/connection.js";
import { createRoles } from "../../postgres/create-roles.js";
import { SideConnection } from "../../postgres/side-connection.js";
import type { Plan } from "../../plan/plan.js";
import { formatId } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import type { OpenedDatabase } from "../open/open-database.js";
import type { WorkspacePlace } from "../open/open-workspace.js";
import type { RunResult } from "../options.js";
import { settleInstall } from "../install/settle-install.js";
import { SqlReader } from "../step/sql-reader.js";
import { STRATA_VERSION } from "../strata-version.js";
import type { Planned } from "./planning.js";
import { refuseOtherServer } from "./refuse-other-server.js";
import type { LockedOptions } from "./run-locked.js";
import { runInstall } from "./run-install.js";
import { runPlan } from "./run-plan.js";
import type { RunUnderWay } from "./run-under-way.js";
import { readSessionFacts } from "./session-facts.js";
import { withStoredSnapshot } from "./store-snapshot.js";

/** Milliseconds after its first failure in which a step is begun again, unless told otherwise. */
const RETRY_MS = 30_000;

/** What reads the SQL of a plan. Where it is going to need the parser, that is being loaded from now on. */
export function openSql(place: WorkspacePlace, workspace: Workspace, plan: Plan): SqlReader {
  const sql = new SqlReader(place.cacheDirectory);
  const migrations = new Map(workspace.migrations.map((migration) => [formatId(migration), migration]));
  for (const step of plan.steps) {
    const migration = migrations.get(formatId(step));
    if (migration !== undefined) sql.expect(migration, step.direction);
  }
  return sql;
}

/**
 * Executes a plan over a connection that has the lock.
 *
 * @throws StrataError what `runPlan` throws.
 */
export function executePlan(
  options: LockedOptions & { readonly sql: SqlReader },
  database: OpenedDatabase,
  place: WorkspacePlace,
  workspace: Workspace,
  planned: Planned,
): Promise<Pick<RunResult, "steps" | "findings" | "installed">> {
  return withRun(options, database, place, workspace, planned, (run) =>
    withStoredSnapshot(run, planned, async () => {
      const { install } = planned;
      if (planned.state.history.installing !== null) await settleInstall(run.world, install);
      if (install !== undefined) return runInstall(run, planned.plan, install);
      return runPlan(run, planned.plan, {
        singleTransaction: options.singleTransaction ?? false,
        storedSql: options.storedSql ?? false,
      });
    }),
  );
}

/**
 * Does the work of a run over a connection that has the lock. Connections that take the place of a lost one, and that which
 * looks at the others, are opened as the first one was, and are closed when this ends.
 */
export async function withRun<T>(
  options: Pick<LockedOptions, "connect" | "signal" | "onProgress" | "retryMs"> & { readonly sql: SqlReader },
  database: OpenedDatabase,
  place: WorkspacePlace,
  workspace: Workspace,
  { plan, state, stampAs }: Planned,
  work: (run: RunUnderWay) => Promise<T>,
): Promise<T> {
  const config = await place.config();
  const { connect = connectToServer, signal, onProgress = () => {} } = options;
  // Its roles are the server's own matter elsewhere.
  if (database.target.kind === "embedded") await createRoles(database.connection, config.roles);
  const open = (applicationName: string, ...signals: readonly AbortSignal[]): Promise<Connection> => {
    const all = signal === undefined ? signals : [...signals, signal];
    return connect(database.target.url, { applicationName, signal: AbortSignal.any([...all]) });
  };
  const side = new SideConnection((closing) => open("strata watch", closing));
  const underWay: RunUnderWay = {
    world: {
      ...(await readSessionFacts(database.connection)),
      cluster: state.history.cluster,
      side,
      workspace,
      sql: options.sql,
      labelled: state.history.installed ? await readLabelledModules(database.connection) : new Set(),
      extensionSchema: config.extensionSchema,
      environment: plan.environment,
      stampAs,
      strataVersion: STRATA_VERSION,
      cacheDirectory: place.cacheDirectory,
      again: false,
      retryMs: options.retryMs ?? RETRY_MS,
      signal,
      onProgress,
    },
    open: () => open("strata"),
    checkServer: async (again) => refuseOtherServer(state.history.cluster, await readCluster(again)),
    before: state.history.applied.map(formatId),
    done: [],
  };
  try {
    return await work(underWay);
  } finally {
    options.sql.keep(workspace.migrations);
    await side.close();
    // The first one is closed by who opened it.
    if (underWay.world.connection !== database.connection) await underWay.world.connection.close();
  }
}
