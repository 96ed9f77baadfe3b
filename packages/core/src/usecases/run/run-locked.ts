import type { Finding } from "../../errors/finding.js";
import { StrataError } from "../../errors/strata-error.js";
import type { Plan } from "../../plan/plan.js";
import { comparePlan } from "../../plan/compare-plan.js";
import { acquireLock } from "../../postgres/advisory-lock.js";
import type { Connection } from "../../postgres/connection.js";
import { redactUrl } from "../../postgres/redact.js";
import { type EnvironmentClass, takesFixtures } from "../../types/environment.js";
import { formatId } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import { environmentReason } from "../environment-reason.js";
import { type OpenedDatabase, withDatabaseAndWorkspace } from "../open/open-database.js";
import { interruptible } from "../open/interruptible.js";
import { findWorkspace, requireSound } from "../open/open-workspace.js";
import type { RunOptions, RunResult } from "../options.js";
import { type MakePlan, type Planned, planNow } from "./planning.js";
import { refusePooler } from "../open/refuse-pooler.js";
import { requireWritable } from "../open/require-installed.js";

/** What the use-cases over this one know beyond what their callers say. */
export interface LockedOptions extends RunOptions {
  /** Class of a database that was just created. */
  readonly stampAs?: EnvironmentClass;
  /** Takes back by the SQL that the history holds, if any, also where a folder is on disk. */
  readonly storedSql?: boolean;
  /** An empty database may be installed from LATEST. */
  readonly mayInstall?: boolean;
}

/** Milliseconds to wait for another run, unless told otherwise. */
const LOCK_WAIT_MS = 60_000;

/**
 * One run: a plan without a lock, and out when it is empty; then confirmation, the lock, the plan again, and its steps.
 * docs/ARCHITECTURE.md, "A run".
 *
 * @throws StrataError what planning and running throw. Every step that was reported as done stays done.
 */
export async function runLocked(options: LockedOptions, makePlan: MakePlan): Promise<RunResult> {
  const place = findWorkspace(options);
  return withDatabaseAndWorkspace(
    options,
    async (database, workspace, history) => {
      requireSound(workspace);
      const { signal, stampAs, mayInstall } = options;
      // What was planned decides: it is an installation or not.
      const singleTransaction = options.plan === undefined && options.singleTransaction === true;
      const first = await planNow(database, workspace, makePlan, {
        signal,
        stampAs,
        mayInstall,
        singleTransaction,
        history,
      });
      if (options.plan !== undefined) comparePlan(options.plan, first.plan, first.state.history.applied);
      if (first.plan.steps.length === 0) {
        // Nobody waits for the end of a session that has only looked.
        await database.connection.close({ wait: false });
        return resultOf(database, first.plan, { steps: [], findings: [] });
      }
      requireWritable(first.state.history);
      await confirmProduction(options, first);

      // Loaded only where something runs, and while the server is asked for the lock: most runs have nothing to do.
      const loading = import("./execute-plan.js").then(({ executePlan, openSql }) => ({
        executePlan,
        sql: openSql(place, workspace, first.plan),
      }));
      loading.catch(() => undefined);
      await refusePooler(database, options);
      await takeLock(options, database.connection);
      const second = await planNow(database, workspace, makePlan, { signal, stampAs, mayInstall, singleTransaction });
      if (options.plan !== undefined) comparePlan(options.plan, second.plan, second.state.history.applied);
      if (second.plan.steps.length === 0) return resultOf(database, second.plan, { steps: [], findings: [] });
      if (second.plan.hash !== first.plan.hash) await confirmProduction(options, second);
      options.onProgress?.({ type: "plan", plan: second.plan });
      const skipped = fixtureFindings(second.plan, workspace);
      for (const finding of skipped) options.onProgress?.({ type: "finding", finding });
      const { executePlan, sql } = await loading;
      const done = await executePlan({ ...options, sql }, database, place, workspace, second);
      return resultOf(database, second.plan, { ...done, findings: [...skipped, ...done.findings] });
    },
    place,
  );
}

/** Takes strata's lock, telling who holds it meanwhile. Throws LOCK_BUSY when the time is over. */
export async function takeLock({ lockWaitMs = LOCK_WAIT_MS, signal, onProgress }: RunOptions, connection: Connection) {
  await interruptible(connection, signal, () =>
    acquireLock(connection, {
      waitMs: lockWaitMs,
      signal,
      onWaiting: (elapsedMs, holder) =>
        onProgress?.({ type: "waiting", for: "lock", elapsedMs, ...(holder === undefined ? {} : { holder }) }),
    }),
  );
}

function resultOf(
  { target }: OpenedDatabase,
  plan: Plan,
  done: Pick<RunResult, "steps" | "findings" | "installed">,
): RunResult {
  const connection = redactUrl(target.url);
  return {
    plan,
    environment: plan.environment,
    connection,
    embedded: target.kind === "embedded",
    ...done,
    findings: [...plan.findings, ...done.findings],
  };
}

/** Refuses to change a production database that nobody has confirmed: PRODUCTION_NOT_CONFIRMED. */
export async function confirmProduction(options: RunOptions, { plan, state }: Planned): Promise<void> {
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
