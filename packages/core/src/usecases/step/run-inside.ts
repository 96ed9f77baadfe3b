import { throwFindings } from "../../errors/strata-error.js";
import { must } from "../../errors/internal-error.js";
import { forgetDroppedTables } from "../../history/labels.js";
import { moveIntent } from "../../history/intents.js";
import { proveLock } from "../../postgres/advisory-lock.js";
import { transaction } from "../../postgres/transaction.js";
import { isSessionSetting } from "../../sql/lost-between-statements.js";
import { createdNames, watchSchema } from "../../sql/created-names.js";
import { unqualifiedCreate } from "../../sql/unqualified-create.js";
import { intentOf, type NoTransactionRun, settingsBefore, settingsOf, watched } from "./no-transaction-run.js";
import { sendStatements } from "./run-statements.js";
import { endStep, type StepContext } from "./step-context.js";
import type { StepFile } from "./step-files.js";
import { settleWatched, watchLabels } from "./step-labels.js";
import { readStepStart } from "./step-landing.js";
import { StepSession } from "./step-session.js";

/**
 * Runs one statement of a no-transaction file that PostgreSQL allows in a transaction, in one of its own together with
 * its mark: it holds and is marked, or neither.
 *
 * @throws StrataError what the statement throws; it is rolled back then. COMMIT_UNKNOWN: the intent tells.
 */
export async function runInside(run: NoTransactionRun, index: number): Promise<void> {
  await watched(run, undefined, () => runAndMark(run, index));
}

async function runAndMark(run: NoTransactionRun, index: number): Promise<void> {
  const { world, prepared, module } = run;
  const { connection } = world;
  const { step, migration } = prepared;
  const whole = must(run.file, "the file of the statement");
  const statement = must(run.statements[index], "the statement");
  const file: StepFile = { ...whole, statements: [statement], created: createdNames(statement) };
  const settings = settingsOf(run);
  run.intent = await transaction(connection, async () => {
    await connection.run(settingsBefore(run, index));
    const start = await readStepStart(connection, settings);
    refuseUnqualified(run, index, start.schemaExists);
    const files = { first: file, contract: undefined, noTransaction: true };
    const session = new StepSession(connection, settings);
    const context: StepContext = { world, step, module, migration, files, settings, session, start };
    const unedited = await watchLabels(context);
    await sendStatements(connection, session, whole.file, [statement], world.signal);
    session.endPhase(step.direction);
    endStep(context);
    await session.settle();
    await settleWatched(context, unedited);
    await forgetDroppedTables(connection);
    const moved = await moveIntent(connection, intentOf(run), {
      statements: run.hashes,
      done: index + 1,
      underWay: null,
    });
    await proveLock(connection);
    return moved;
  });
}

/** Refuses a name that would land outside the module's schema because it does not exist now. */
function refuseUnqualified({ prepared, file, statements }: NoTransactionRun, index: number, exists: boolean): void {
  const watch = watchSchema(prepared.firstSchema, exists);
  // A search_path of the file's own says where names land.
  for (const statement of statements.slice(0, index).filter(isSessionSetting)) watch.see(statement);
  watch.see(must(statements[index], "the statement"));
  const found = file === undefined ? undefined : unqualifiedCreate(file.file, watch.found, prepared.firstSchema);
  throwFindings(found === undefined ? [] : [found]);
}
