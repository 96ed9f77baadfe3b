import { StrataError } from "../../errors/strata-error.js";
import { closeIntent } from "../../history/intents.js";
import { commandOf } from "../../plan/unfinished.js";
import { proveLock } from "../../postgres/advisory-lock.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { settingsScript } from "../../postgres/step-settings.js";
import { OUTSIDE_WORDS, outsideStatement } from "../../sql/outside-statement.js";
import { formatId } from "../../types/ids.js";
import { ServerError } from "../../types/session.js";
import { type NoTransactionRun, settingsOf } from "./no-transaction-run.js";

/** Errors that say by themselves what they leave: their code stays. */
const TELLING: ReadonlySet<string> = new Set(["COMMIT_UNKNOWN", "UNFINISHED_CHANGED", "UNFINISHED_OTHER_WAY"]);

/**
 * What to throw for a step without a transaction: the cause itself while nothing of the step has been kept, whose
 * intent is removed then; else PARTLY_DONE, which says how far it has come. What is not an error of strata's or the
 * server's stays as it is, and so does what an aborted signal has ended.
 */
export async function explainPartly(run: NoTransactionRun, error: unknown): Promise<unknown> {
  if (error instanceof StrataError && TELLING.has(error.code)) return error;
  const { intent, mayHaveEffect, statements } = run;
  if (intent === undefined) return error;
  if (intent.done === 0 && !mayHaveEffect) {
    await removeIntent(run);
    return error;
  }
  const { step } = run.prepared;
  const cause =
    error instanceof ServerError
      ? explainServerError(error, { sentence: `strata's own part of ${formatId(step)}` })
      : error;
  if (!(cause instanceof StrataError) || run.world.signal?.aborted === true) return error;
  const goesOn = `Once that is put right, ${commandOf(intent, step.module)} goes on from there.`;
  return new StrataError("PARTLY_DONE", `${whichStatement(run)} failed ${afterWhat(run)}: ${cause.message}`, {
    hint: [cause.hint, goesOn].filter((part) => part !== undefined).join(" "),
    details: { ...cause.details, cause: cause.code, statements: statements.length, done: intent.done },
    cause,
  });
}

/** An intent without an effect is in nobody's way: where it cannot be removed, the next run does without. */
async function removeIntent(run: NoTransactionRun): Promise<void> {
  const { connection } = run.world;
  const { intent } = run;
  if (intent === undefined || connection.lost) return;
  try {
    await connection.run(settingsScript(settingsOf(run)));
    await proveLock(connection);
    await closeIntent(connection, intent);
  } catch {
    // The failure of the step is what the user has to hear of.
  }
}

function whichStatement({ intent, statements, file, prepared }: NoTransactionRun): string {
  const at = intent?.done ?? 0;
  const statement = statements[at];
  const id = formatId(prepared.step);
  if (statement === undefined) return `recording ${id}`;
  const outside = outsideStatement(statement);
  const words = outside === undefined ? "" : ` (${OUTSIDE_WORDS[outside.kind]})`;
  return `statement ${at + 1} of ${statements.length}${words} of ${id}, ${file?.file.name}:${statement.line}:${statement.column}`;
}

function afterWhat({ intent, statements, mayHaveEffect }: NoTransactionRun): string {
  const done = intent?.done ?? 0;
  const kept = `after ${done} of ${statements.length} statements had been done`;
  return mayHaveEffect ? `${kept} and the next one had begun` : kept;
}
