import type { Finding } from "../../errors/finding.js";
import { StrataError } from "../../errors/strata-error.js";
import type { Plan } from "../../plan/plan.js";
import { comparePlan } from "../../plan/compare-plan.js";
import { acquireLock } from "../../postgres/advisory-lock.js";
import type { Connection } from "../../postgres/connection.js";
import { redactUrl } from "../../postgres/redact.js";
import { loadParser } from "../../sql/load-parser.js";
import { type EnvironmentClass, takesFixtures } from "../../types/environment.js";
import { formatId } from "../../types/ids.js";
import { ServerError } from "../../types/session.js";
import type { Workspace } from "../../workspace/workspace.js";
import { environmentReason } from "../environment-reason.js";
import { type OpenedDatabase, withDatabase } from "../open/open-database.js";
import { findWorkspace, readWorkspace, requireSound, type WorkspacePlace } from "../open/open-workspace.js";
import type { RunOptions, RunResult } from "../options.js";
import { type MakePlan, type Planned, planNow } from "./planning.js";
import { requireWritable } from "../open/require-installed.js";
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

      await acquireLock(database.connection, {
        waitMs: options.lockWaitMs ?? LOCK_WAIT_MS,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
        onWaiting: (elapsedMs, holder) =>
          options.onProgress?.({
            type: "waiting",
            for: "lock",
            elapsedMs,
            ...(holder === undefined ? {} : { holder }),
          }),
      });
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

async function run(
  options: LockedOptions,
  database: OpenedDatabase,
  place: WorkspacePlace,
  workspace: Workspace,
  { plan: current, stampAs }: Planned,
): Promise<RunResult> {
  const config = await place.config();
  const world = {
    connection: database.connection,
    workspace,
    parser: await loadParser(),
    extensionSchema: config.extensionSchema,
    environment: current.environment,
    checksConnection: await checksConnection(database.connection),
    stampAs,
    strataVersion: STRATA_VERSION,
    cacheDirectory: place.cacheDirectory,
    signal: options.signal,
    onProgress: options.onProgress ?? (() => {}),
  };
  const skipped = fixtureFindings(current, workspace);
  for (const finding of skipped) world.onProgress({ type: "finding", finding });
  // Loaded only where something runs: most runs have nothing to do.
  const { runPlan } = await import("./run-plan.js");
  const stopCancelling = cancelOnAbort(database.connection, options.signal);
  const done = await runPlan(world, current, {
    singleTransaction: options.singleTransaction ?? false,
    storedSql: options.storedSql ?? false,
  }).finally(stopCancelling);
  return resultOf(database, current, { steps: done.steps, findings: [...skipped, ...done.findings] });
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

/** Lets the server stop the statement under way at once when the signal is aborted. Returns what takes that back. */
function cancelOnAbort(connection: Connection, signal: AbortSignal | undefined): () => void {
  const cancel = (): void => void connection.cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  return () => signal?.removeEventListener("abort", cancel);
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

/** Only some platforms let the server notice that its client is gone; the others refuse the setting. */
async function checksConnection(connection: Connection): Promise<boolean> {
  try {
    await connection.run("SET client_connection_check_interval = '2s'");
    return true;
  } catch (error) {
    if (error instanceof ServerError && !connection.lost) return false;
    throw error;
  }
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
