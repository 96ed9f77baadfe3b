import { type Finding, isError } from "../../errors/finding.js";
import { StrataError, throwFindings } from "../../errors/strata-error.js";
import type { History } from "../../history/history.js";
import { readHistory } from "../../history/read-history.js";
import { SYS_CORE } from "../../module/module.js";
import type { CheckedHistory } from "../../plan/checked-history.js";
import type { RowWithWayBack } from "../../plan/row-with-way-back.js";
import { takesFixtures } from "../../types/environment.js";
import { type ModuleName, formatId } from "../../types/ids.js";
import { rebuildDatabase } from "./rebuild-database.js";
import { environmentOf, environmentReason } from "../environment-reason.js";
import { checkWorkspace } from "../look/check-workspace.js";
import { findWorkspace, readWorkspace } from "../open/open-workspace.js";
import { migrate } from "./migrate.js";
import type { ChosenTarget } from "../open/choose-target.js";
import { withDatabase } from "../open/open-database.js";
import { readState } from "../open/read-state.js";
import type { RunOptions, RunResult } from "../options.js";
import { downPlan } from "./roll-back.js";
import { runLocked } from "./run-locked.js";

/** Which migration, and what to do when its way back fails. */
export interface RedoOptions extends RunOptions {
  /** Its newest migration; without it the newest of all. */
  readonly module?: ModuleName;
  /** Drop, create and migrate the database when the way back fails: rows that no migration brings are gone then. */
  readonly rebuild?: boolean;
}

/**
 * Runs the newest migration as its files are now. One that is pending is applied, whatever it waits for. One that is
 * applied is taken back first, by the SQL that was stored when it ran, for that on disk may have been edited since;
 * where nothing was stored, by the files. Development and test databases only.
 *
 * @throws StrataError ENVIRONMENT_REFUSED, NOTHING_APPLIED, REDO_WITHOUT_FOLDER; REDO_FAILED when the way back fails and
 * nothing may be rebuilt, and the errors of any file: the migration is still applied then. What applying throws: it is
 * taken back and pending then.
 */
export async function redo(options: RedoOptions): Promise<RunResult> {
  const place = findWorkspace(options);
  const { history, checked } = await withDatabase(
    options,
    async ({ connection, target }) => {
      requireDevelopment(await readHistory(connection), target.kind);
      // What is taken back must be able to come again: nothing on disk may be in the way of that.
      throwFindings((await checkWorkspace(options)).findings.filter(isError));
      const workspace = await readWorkspace(place);
      return readState(connection, workspace, { targetModules: target.modules, signal: options.signal });
    },
    place,
  );
  const waiting = [...checked.pending, ...checked.late, ...checked.restamps.map(({ migration }) => migration)];
  if (waiting.some(({ module }) => isMeant(module, options.module)))
    return migrate(options.module === undefined ? options : { ...options, modules: [options.module] });

  const newest = newestOf(history, options.module);
  requireFolder(checked, newest);
  let taken: RunResult;
  try {
    taken = await takeBack(options, newest);
  } catch (error) {
    if (!isWayBackFailure(error)) throw error;
    if (options.rebuild !== true)
      throw new StrataError(
        "REDO_FAILED",
        `the way back of ${newest.module}@${newest.version} failed: ${error.message}`,
        {
          details: error.details,
          cause: error,
        },
      );
    const finding = rebuilt(history, newest, error);
    options.onProgress?.({ type: "finding", finding });
    await rebuildDatabase(options);
    const result = await migrate({ ...options, stampAs: history.environment });
    return { ...result, findings: [finding, ...result.findings] };
  }
  // What depended on it went with it and comes back with it.
  return migrate({ ...options, modules: [...new Set(taken.steps.map(({ module }) => module))] });
}

/** Whether a module is the one that was asked for; without one all are, but for sys-core, which comes along anyway. */
function isMeant(module: ModuleName, asked: ModuleName | undefined): boolean {
  return asked === undefined ? module !== SYS_CORE : module === asked;
}

/** Refuses a migration that another checkout has applied: it could be taken back, but not run again. */
function requireFolder({ missing, ahead, elsewhere }: CheckedHistory, newest: RowWithWayBack): void {
  const id = formatId(newest);
  if (![...missing, ...ahead, ...elsewhere].some((row) => formatId(row) === id)) return;
  throw new StrataError("REDO_WITHOUT_FOLDER", `${id}, the newest that is applied, has no folder here`, {
    hint: `\`strata down -m ${newest.module} --steps 1\` takes it back by what the database has stored.`,
  });
}

/** Whether the way back is what went wrong; everything else can be cured without a rebuild. */
function isWayBackFailure(error: unknown): error is StrataError {
  if (!(error instanceof StrataError)) return false;
  return error.exitCode === 8 || ["IRREVERSIBLE", "DOWN_NEEDS_CODE", "WAY_BACK_CHANGED"].includes(error.code);
}

/** Said before it is done: what nobody can bring back goes. */
function rebuilt({ databaseName }: History, newest: RowWithWayBack, error: StrataError): Finding {
  const { module, version } = newest;
  return {
    code: "DATABASE_REBUILT",
    message: `the way back of ${formatId(newest)} failed (${error.message}): database "${databaseName}" is dropped, created and migrated again`,
    module,
    version,
  };
}

/** By the SQL that was stored when it ran; code is not stored, so a transform of the folder runs in between. */
function takeBack(options: RedoOptions, { module }: RowWithWayBack): Promise<RunResult> {
  return runLocked({ ...options, storedSql: true }, (input) => downPlan(input, { module, steps: 1 }));
}

function newestOf(history: History, module: ModuleName | undefined): RowWithWayBack {
  const newest = history.applied.findLast(
    (row) => row.module !== SYS_CORE && (module === undefined || row.module === module),
  );
  if (newest === undefined)
    throw new StrataError(
      "NOTHING_APPLIED",
      module === undefined ? "nothing is applied" : `nothing of ${module} is applied`,
      {
        hint: "`strata up` applies what is pending.",
      },
    );
  return newest;
}

function requireDevelopment(history: History, kind: ChosenTarget["kind"]): void {
  if (takesFixtures(environmentOf(history, kind))) return;
  throw new StrataError(
    "ENVIRONMENT_REFUSED",
    `database "${history.databaseName}" is ${history.environment} (${environmentReason(history)}); redo is for development and test`,
    { hint: "Here go forward with a new migration: `strata new`." },
  );
}
