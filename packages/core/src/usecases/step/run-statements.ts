import type { TextFile } from "../../migration/migration.js";
import { Answers } from "../../postgres/answers.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { doBlockLine } from "../../sql/do-block-line.js";
import type { PlacedStatement } from "../../sql/statement.js";
import { type Session, ServerError } from "../../types/session.js";

/** Statements under way at once: enough to hide the round trips, few enough to bound memory. */
const PIPELINE = 64;

/**
 * Runs the statements of a file in their order within the caller's transaction.
 *
 * @throws as {@link sendStatements} and its answers.
 */
export async function runStatements(
  session: Session,
  file: TextFile,
  statements: readonly PlacedStatement[],
  signal?: AbortSignal,
): Promise<void> {
  const answers = new Answers();
  await sendStatements(session, answers, file, statements, signal);
  await answers.settle();
}

/**
 * Sends the statements of a file in their order within the caller's transaction. The answers to the last ones may be
 * under way when it ends: `answers.settle` waits for them, and throws a failure with its place in the file.
 *
 * @throws StrataError at an earlier statement that failed; the transaction is aborted then. The signal's reason when it
 * is aborted between two pieces.
 */
export async function sendStatements(
  session: Session,
  answers: Answers,
  file: TextFile,
  statements: readonly PlacedStatement[],
  signal?: AbortSignal,
): Promise<void> {
  for (const [index, statement] of statements.entries()) {
    if (index % PIPELINE === 0 && index > 0) await answers.settle();
    if (index % PIPELINE === 0) signal?.throwIfAborted();
    answers.expect(
      session.run(statement.text).catch((error: unknown) => {
        throw explain(error, file, statement);
      }),
    );
  }
}

function explain(error: unknown, file: TextFile, statement: PlacedStatement): unknown {
  if (!(error instanceof ServerError)) return error;
  // The server gives no position for what happens inside a DO block, but a line of its body.
  const isDo = error.fields.position === undefined && statement.kind === "DoStmt";
  const inner = isDo ? doBlockLine(statement.text, error.fields.where) : undefined;
  return explainServerError(error, { file, offset: statement.start + (inner ?? 0) });
}
