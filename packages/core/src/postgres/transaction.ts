import { StrataError } from "../errors/strata-error.js";
import { ServerError, type Session } from "../types/session.js";
import { endsSession } from "./failure-kind.js";

/**
 * Runs the work in one transaction. When the work throws, the transaction is rolled back and the same error thrown.
 * When the server refuses the COMMIT (a deferred constraint, a serialisation failure), nothing has been kept and its
 * ServerError is thrown. The work must have awaited all its statements when it ends. What `open` sends goes out together
 * with the BEGIN, before it is known that there is a transaction: it must change nothing. The work is given its answer.
 *
 * @throws StrataError COMMIT_UNKNOWN when the connection is lost at COMMIT: the server may or may not have kept the
 *   work. TRANSACTION_ABORTED when the work swallowed an error of the server: all of it has been rolled back.
 */
export async function transaction<T, O = undefined>(
  session: Session,
  work: (opened: O) => Promise<T>,
  open?: () => Promise<O>,
): Promise<T> {
  const begun = session.run("BEGIN");
  const opening = Promise.allSettled([open?.() as Promise<O>]);
  await begun;
  let result: T;
  try {
    const [opened] = await opening;
    if (opened.status === "rejected") throw opened.reason;
    result = await work(opened.value);
  } catch (error) {
    await rollBack(session);
    throw error;
  }
  await commit(session);
  return result;
}

/**
 * A session that cannot roll back is lost, and then the server does it; the first error is the cause. A request to cancel
 * that comes late may meet the ROLLBACK.
 */
async function rollBack(session: Session): Promise<void> {
  const run = (): Promise<void> => session.run("ROLLBACK");
  await run().catch((error: unknown) =>
    error instanceof ServerError && error.code === "57014" ? run().catch(() => undefined) : undefined,
  );
}

/** In an aborted transaction COMMIT succeeds and rolls back, so a statement that would fail goes ahead of it, in the same packet. */
async function commit(session: Session): Promise<void> {
  const [sound, committed] = await Promise.allSettled([session.run("SELECT"), session.run("COMMIT")]);
  if (committed.status === "rejected") {
    const error: unknown = committed.reason;
    if (error instanceof ServerError && !endsSession(error.code)) throw error;
    throw new StrataError("COMMIT_UNKNOWN", "the connection was lost while the transaction was being committed", {
      hint: "Whether the server has kept it is not known. Run `strata status` to see.",
      cause: error,
    });
  }
  if (sound.status === "rejected") {
    throw new StrataError(
      "TRANSACTION_ABORTED",
      "a statement of the transaction had failed, so all of it was rolled back",
      {
        hint: "Do not swallow an error of the database within a transaction; use a SAVEPOINT where one is expected.",
        cause: sound.reason,
      },
    );
  }
}
