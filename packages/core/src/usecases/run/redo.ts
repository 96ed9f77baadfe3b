import { type Finding, isError } from "../../errors/finding.js";
import { StrataError, throwFindings } from "../../errors/strata-error.js";
import type { History } from "../../history/history.js";
import { readHistory } from "../../history/read-history.js";
import { SYS_CORE } from "../../module/module.js";
import type { RowWithWayBack } from "../../plan/row-with-way-back.js";
import { takesFixtures } from "../../types/environment.js";
import { type ModuleName, formatId } from "../../types/ids.js";
import { rebuildDatabase } from "./rebuild-database.js";
import { environmentOf, environmentReason } from "../environment-reason.js";
import { checkWorkspace } from "../look/check-workspace.js";
import { migrate } from "./migrate.js";
import type { ChosenTarget } from "../open/choose-target.js";
import { withDatabase } from "../open/open-database.js";
import type { RunOptions, RunResult } from "../options.js";
import { downPlan } from "./roll-back.js";
import { runLocked } from "./run-locked.js";

/** Which migration, and what to do when its way back fails. */
export interface RedoOptions extends RunOptions {
  /** Its newest migration; without it the newest of all. */
  readonly module?: ModuleName;
  /** Drop, create and migrate the database when the way back fails. Without asking where it is strata's own server. */
  readonly rebuild?: boolean;
}

/**
 * Runs the newest migration anew, as its files are now: takes it back by the way back that was stored when it ran, for
 * the one on disk may have been edited since, and applies the folder. Development and test databases only.
 *
 * @throws StrataError ENVIRONMENT_REFUSED, NOTHING_APPLIED; REDO_FAILED when the way back fails and nothing may be
 * rebuilt, and the errors of any file: the migration is still applied then. What applying throws: it is taken back and
 * pending then.
 */
export async function redo(options: RedoOptions): Promise<RunResult> {
  const { history, kind } = await withDatabase(options, async ({ connection, target }) => ({
    history: await readHistory(connection),
    kind: target.kind,
  }));
  requireDevelopment(history, kind);
  const newest = newestOf(history, options.module);
  // What is taken back must be able to come again: nothing on disk may be in the way of that.
  throwFindings((await checkWorkspace(options)).findings.filter(isError));
  let taken: RunResult;
  try {
    taken = await takeBack(options, newest);
  } catch (error) {
    if (!isWayBackFailure(error)) throw error;
    if (!(options.rebuild ?? kind === "embedded"))
      throw new StrataError(
        "REDO_FAILED",
        `the way back of ${newest.module}@${newest.version} failed: ${error.message}`,
        {
          hint: "Correct its down.sql, or add --rebuild to drop, create and migrate the database.",
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

function takeBack(options: RedoOptions, newest: RowWithWayBack): Promise<RunResult> {
  const request = { module: newest.module, steps: 1 };
  // Code is not stored: with a transform the folder's own way back is the only one.
  const stored = newest.transformDown ? undefined : newest;
  return runLocked(options, (input) => downPlan(input, request, stored));
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
