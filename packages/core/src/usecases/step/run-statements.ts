import type { TextFile } from "../../migration/migration.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { doBlockLine } from "../../sql/do-block-line.js";
import type { Statement } from "../../sql/statement.js";
import { type Session, ServerError } from "../../types/session.js";

/** Statements under way at once: enough to hide the round trips, few enough to bound memory. */
const PIPELINE = 64;

/**
 * Runs the statements of a file in their order within the caller's transaction.
 *
 * @throws StrataError at the statement that failed, with its place in the file; the transaction is aborted then. The
 * signal's reason when it is aborted between two pieces.
 */
export async function runStatements(
  session: Session,
  file: TextFile,
  statements: readonly Statement[],
  signal?: AbortSignal,
): Promise<void> {
  for (let start = 0; start < statements.length; start += PIPELINE) {
    signal?.throwIfAborted();
    const piece = statements.slice(start, start + PIPELINE);
    const outcomes = await Promise.allSettled(piece.map((statement) => session.run(statement.text)));
    // The first failure is the cause; those after it only say that the transaction is aborted.
    const failed = outcomes.findIndex(({ status }) => status === "rejected");
    if (failed >= 0) throw explain((outcomes[failed] as PromiseRejectedResult).reason, file, piece[failed]!);
  }
}

function explain(error: unknown, file: TextFile, statement: Statement): unknown {
  if (!(error instanceof ServerError)) return error;
  // The server gives no position for what happens inside a DO block, but a line of its body.
  const isDo = error.fields.position === undefined && statement.kind === "DoStmt";
  const inner = isDo ? doBlockLine(statement.text, error.fields.where) : undefined;
  return explainServerError(error, { file, offset: statement.start + (inner ?? 0) });
}
