import { StrataError } from "../../errors/strata-error.js";
import { must } from "../../errors/internal-error.js";
import type { Migration } from "../../migration/migration.js";
import type { ProgressSink } from "../../plan/progress.js";
import { acquireLock } from "../../postgres/advisory-lock.js";
import type { Connection } from "../../postgres/connection.js";
import { formatId, type ModuleName } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import type { OpenedDatabase } from "../open/open-database.js";
import { requireSound } from "../open/open-workspace.js";
import type { CommonOptions } from "../options.js";
import { openSql, withRun } from "../run/execute-plan.js";
import { upPlan } from "../run/migrate.js";
import { planNow } from "../run/planning.js";
import { runPlan } from "../run/run-plan.js";

/** What is replayed, and where it stops on the way. */
export interface ReplayOptions extends Pick<CommonOptions, "signal" | "onProgress" | "connect"> {
  /** These modules and everything that they depend on. Default: all of the workspace. */
  readonly modules?: readonly ModuleName[];
  /** What for, as a clause that tells it from other replays. Default: `for what the history makes`. */
  readonly purpose?: string;
  /** `test` takes fixtures, `staging` does not. */
  readonly class: "test" | "staging";
  /** Whether to stop behind a migration. */
  readonly stopsAt?: (migration: Migration) => boolean;
  /** Looks at the database as it stands behind the migration at which the replay has stopped, the last of `done`. Changes nothing. */
  readonly atStop?: (connection: Connection, migration: Migration, done: readonly Migration[]) => Promise<void>;
}

/** What a replay has run, in its order, and the session in which it ran. */
export interface Replayed {
  readonly migrations: readonly Migration[];
  /** As new: role and settings are those of the connection. */
  readonly connection: Connection;
}

/**
 * Runs the history of modules from its beginning on an empty scratch database, by the steps of every run, in the one total order
 * over the migrations of these modules and of what they depend on.
 *
 * One replay serves every point (V, M) of all its modules. The closure C of M under dependencies and `requires` holds
 * whatever an edge of the graph into C begins at, so no cycle leaves C, and the edges within C are kept or left out alike with
 * or without the other modules. Kahn's order picks the smallest migration whose predecessors have run: whether one of C may be
 * picked depends on C alone, so C's own order is the whole order without the others. What runs in between belongs to
 * modules that M does not depend on, which may not touch M's objects, and whose objects are no part of M's slice.
 *
 * @throws StrataError what planning and a step throw, the message ending in where it ran.
 */
export async function replay(
  database: OpenedDatabase,
  workspace: Workspace,
  {
    modules,
    purpose = "for what the history makes",
    class: stampAs,
    stopsAt = () => false,
    atStop,
    ...options
  }: ReplayOptions,
): Promise<Replayed> {
  requireSound(workspace);
  const { connection, place } = database;
  const { signal, onProgress } = options;
  const target = { ...database.target, modules };
  const planned = await planNow({ ...database, target }, workspace, (input) => upPlan(input, {}), { signal, stampAs });
  const { plan } = planned;
  const folders = new Map(workspace.migrations.map((migration) => [formatId(migration), migration]));
  const migrations = plan.steps.map((step) => must(folders.get(formatId(step)), `the folder of ${formatId(step)}`));
  if (plan.steps.length === 0) return { migrations, connection };
  await acquireLock(connection, { waitMs: 0 });
  let done = 0;
  // Steps of a replay are no news by themselves: only how far it is.
  const tell: ProgressSink = (event) => {
    if (event.type !== "step-start") return;
    onProgress?.({ type: "replay", purpose, step: event.step, index: done + event.index, total: migrations.length });
  };
  const sql = openSql(place, workspace, plan);
  const runOptions = { ...options, sql, retryMs: 0, onProgress: tell };
  return withRun(runOptions, { ...database, target }, place, workspace, planned, async (run) => {
    for (const slice of slicesOf(migrations, stopsAt)) {
      const steps = plan.steps.slice(done, done + slice.length);
      await runPlan(run, { ...plan, steps }, { singleTransaction: false, storedSql: false }).catch((error: unknown) => {
        throw inReplay(error);
      });
      done += slice.length;
      await connection.run("SET SESSION AUTHORIZATION DEFAULT; RESET ROLE; RESET ALL");
      const last = slice.at(-1);
      if (last !== undefined && stopsAt(last)) await atStop?.(connection, last, migrations.slice(0, done));
    }
    return { migrations, connection };
  });
}

/** Runs of migrations, each but the last one ending in one to stop at. */
function slicesOf(migrations: readonly Migration[], stopsAt: (migration: Migration) => boolean): Migration[][] {
  const slices: Migration[][] = [[]];
  for (const migration of migrations) {
    slices.at(-1)!.push(migration);
    if (stopsAt(migration)) slices.push([]);
  }
  return slices.filter(({ length }) => length > 0);
}

function inReplay(error: unknown): unknown {
  if (!(error instanceof StrataError) || error.code === "INTERRUPTED") return error;
  // What a failed step has left is dropped with the scratch database: there is nothing for a run to go on with.
  const { code, hint, details } =
    error.code === "PARTLY_DONE" && error.cause instanceof StrataError ? error.cause : error;
  return new StrataError(code, `${error.message} (in a replay of the history on a scratch database)`, {
    hint: missingRole(error.message) ?? hint,
    details: { ...details, scratch: true },
    cause: error.cause,
  });
}

/** A scratch server has no roles but its own and those of the root configuration. */
function missingRole(message: string): string | undefined {
  const role = /role "(?<role>[^"]+)" does not exist/u.exec(message)?.groups?.["role"];
  return role === undefined
    ? undefined
    : `Name it in the root's strata.config.json, "roles": [${JSON.stringify(role)}]: scratch databases have the roles that stand there.`;
}
