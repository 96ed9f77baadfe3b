import type { Finding } from "../../errors/finding.js";
import { StrataError } from "../../errors/strata-error.js";
import { readCluster } from "../../history/cluster-record.js";
import type { Plan } from "../../plan/plan.js";
import { comparePlan } from "../../plan/compare-plan.js";
import { acquireLock } from "../../postgres/advisory-lock.js";
import { connect as connectToServer } from "../../postgres/connect.js";
import type { Connection } from "../../postgres/connection.js";
import { redactUrl } from "../../postgres/redact.js";
import { SideConnection } from "../../postgres/side-connection.js";
import { loadParser } from "../../sql/load-parser.js";
import { type EnvironmentClass, takesFixtures } from "../../types/environment.js";
import { formatId } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import { environmentReason } from "../environment-reason.js";
import { type OpenedDatabase, withDatabase } from "../open/open-database.js";
import { findWorkspace, readWorkspace, requireSound, type WorkspacePlace } from "../open/open-workspace.js";
import type { RunOptions, RunResult } from "../options.js";
import { type MakePlan, type Planned, planNow } from "./planning.js";
import { refusePooler } from "../open/refuse-pooler.js";
import { requireWritable } from "../open/require-installed.js";
import type { RunUnderWay } from "./run-under-way.js";
import { refuseOtherServer } from "./refuse-other-server.js";
import { readSessionFacts } from "./session-facts.js";
import { STRATA_VERSION } from "../strata-version.js";

/** What the use-cases over this one know beyond what their callers say. */
export interface LockedOptions extends RunOptions {
  /** Class of a database that was just created. */
  readonly stampAs?: EnvironmentClass;
  /** Takes back by the SQL that the history holds, if any, also where a folder is on disk. */
  readonly storedSql?: boolean;
}

/** Milliseconds to wait for another run, unless told otherwise. */
const LOCK_WAIT_MS = 60_000;

/** Milliseconds after its first failure in which a step is begun again, unless told otherwise. */
const RETRY_MS = 30_000;

/**
 * One run: a plan without a lock, and out when it is empty; then confirmation, the lock, the plan again, and its steps.
 * docs/ARCHITECTURE.md, "A run".
 *
 * @throws StrataError what planning and running throw. Every step that was reported as done stays done.
 */
export async function runLocked(options: LockedOptions, makePlan: MakePlan): Promise<RunResult> {
  const place = findWorkspace(options);
  return withDatabase(
    options,
    async (database) => {
      const workspace = await readWorkspace(place);
      requireSound(workspace);
      const look = (): Promise<Planned> => planNow(database, workspace, makePlan, options.stampAs);
      const first = await look();
      if (options.plan !== undefined) comparePlan(options.plan, first.plan, first.state.history.applied);
      if (first.plan.steps.length === 0) return resultOf(database, first.plan, { steps: [], findings: [] });
      requireWritable(first.state.history);
      await confirmProduction(options, first);

      await refusePooler(database, options);
      await takeLock(options, database.connection);
      const second = await look();
      if (options.plan !== undefined) comparePlan(options.plan, second.plan, second.state.history.applied);
      if (second.plan.steps.length === 0) return resultOf(database, second.plan, { steps: [], findings: [] });
      if (second.plan.hash !== first.plan.hash) await confirmProduction(options, second);
      options.onProgress?.({ type: "plan", plan: second.plan });
      return await run(options, database, place, workspace, second);
    },
    place,
  );
}

async function takeLock({ lockWaitMs = LOCK_WAIT_MS, signal, onProgress }: RunOptions, connection: Connection) {
  try {
    await acquireLock(connection, {
      waitMs: lockWaitMs,
      ...(signal === undefined ? {} : { signal }),
      onWaiting: (elapsedMs, holder) =>
        onProgress?.({ type: "waiting", for: "lock", elapsedMs, ...(holder === undefined ? {} : { holder }) }),
    });
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    throw new StrataError("INTERRUPTED", "nothing had begun and nothing was changed", { cause: error });
  }
}

async function run(
  options: LockedOptions,
  database: OpenedDatabase,
  place: WorkspacePlace,
  workspace: Workspace,
  { plan: current, state, stampAs }: Planned,
): Promise<RunResult> {
  const config = await place.config();
  const { connect = connectToServer, signal, onProgress = () => {} } = options;
  const open = (applicationName: string): Promise<Connection> =>
    connect(database.target.url, { applicationName, ...(signal === undefined ? {} : { signal }) });
  const side = new SideConnection(
    () => open("strata watch"),
    () => performance.now(),
  );
  const underWay: RunUnderWay = {
    world: {
      ...(await readSessionFacts(database.connection)),
      side,
      workspace,
      parser: await loadParser(),
      extensionSchema: config.extensionSchema,
      environment: current.environment,
      stampAs,
      strataVersion: STRATA_VERSION,
      cacheDirectory: place.cacheDirectory,
      retryMs: options.retryMs ?? RETRY_MS,
      signal,
      onProgress,
    },
    open: () => open("strata"),
    checkServer: async (again) => refuseOtherServer(state.history.cluster, await readCluster(again)),
    before: state.history.applied.map(formatId),
    done: [],
  };
  const skipped = fixtureFindings(current, workspace);
  for (const finding of skipped) onProgress({ type: "finding", finding });
  // Loaded only where something runs: most runs have nothing to do.
  const { runPlan } = await import("./run-plan.js");
  try {
    const done = await runPlan(underWay, current, {
      singleTransaction: options.singleTransaction ?? false,
      storedSql: options.storedSql ?? false,
    });
    return resultOf(database, current, { steps: done.steps, findings: [...skipped, ...done.findings] });
  } finally {
    await side.close();
    // The first one is closed by who opened it.
    if (underWay.world.connection !== database.connection) await underWay.world.connection.close();
  }
}

function resultOf({ target }: OpenedDatabase, plan: Plan, done: Pick<RunResult, "steps" | "findings">): RunResult {
  const connection = redactUrl(target.url);
  return {
    plan,
    environment: plan.environment,
    connection,
    embedded: target.kind === "embedded",
    steps: done.steps,
    findings: [...plan.findings, ...done.findings],
  };
}

async function confirmProduction(options: RunOptions, { plan, state }: Planned): Promise<void> {
  if (plan.environment !== "production" || options.allowProduction === true) return;
  if (options.confirm !== undefined && (await options.confirm(plan))) return;
  const { database, host, port } = plan.target;
  const why = environmentReason(state.history);
  throw new StrataError("PRODUCTION_NOT_CONFIRMED", `database "${database}" on ${host}:${port} is production: ${why}`, {
    hint: "Confirm with --yes, or stamp it with `strata env set` if it is not.",
  });
}

/** Said once a run: fixtures of its steps stay out of a database that is not for development or tests. */
function fixtureFindings(plan: Plan, workspace: Workspace): Finding[] {
  if (plan.direction === "down" || takesFixtures(plan.environment)) return [];
  const steps = new Set(plan.steps.map(formatId));
  const skipped = workspace.migrations.filter((one) => one.fixtures !== undefined && steps.has(formatId(one)));
  if (skipped.length === 0) return [];
  const count = skipped.length === 1 ? "one migration stay" : `${skipped.length} migrations stay`;
  return [
    {
      code: "FIXTURES_SKIPPED",
      message: `this database is ${plan.environment}: the fixtures of ${count} out of it`,
    },
  ];
}
