import { StrataError } from "../errors/strata-error.js";
import { ServerError, type Session } from "../types/session.js";
import { Answers } from "./answers.js";
import { endsSession } from "./failure-kind.js";

/**
 * Runs the work in one transaction. When the work throws, the transaction is rolled back and the same error thrown.
 * When the server refuses the COMMIT (a deferred constraint, a serialisation failure), nothing has been kept and its
 * ServerError is thrown. The work must have awaited all its statements when it ends. What `open` sends goes out together
 * with the BEGIN, before it is known that there is a transaction: it must change nothing.
 *
 * @throws StrataError COMMIT_UNKNOWN when the connection is lost at COMMIT: the server may or may not have kept the
 *   work. TRANSACTION_ABORTED when the work swallowed an error of the server: all of it has been rolled back.
 */
export async function transaction<T>(
  session: Session,
  work: () => Promise<T>,
  open?: () => Promise<unknown>,
): Promise<T> {
  const answers = new Answers();
  answers.expect(session.run("BEGIN"));
  if (open !== undefined) answers.expect(open());
  return workIn(session, answers.settle(), work);
}

/** What a transaction that was begun is told of its end. */
export interface WorkOptions {
  /** What it sends goes out together with the COMMIT, before it is known whether that holds. */
  readonly onCommit?: () => void;
  /** The work ends with a statement of strata's own whose success it has seen: no failure before it can have been swallowed. */
  readonly endsSound?: boolean;
}

/**
 * The same in a transaction whose BEGIN has been sent; `begun` is the answer to it and to what was sent with it, and is
 * given to the work.
 *
 * @throws as {@link transaction}; what `begun` rejects with.
 */
export async function workIn<T, O>(
  session: Session,
  begun: Promise<O>,
  work: (opened: O) => Promise<T>,
  options: WorkOptions = {},
): Promise<T> {
  let result: T;
  try {
    result = await work(await begun);
  } catch (error) {
    await rollBack(session);
    throw error;
  }
  await commit(session, options);
  return result;
}

/** Takes back a transaction that was begun and is not going to be used. */
export async function giveUp(session: Session, begun: Promise<unknown>): Promise<void> {
  await Promise.allSettled([begun]);
  await rollBack(session);
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
async function commit(session: Session, { onCommit, endsSound = false }: WorkOptions): Promise<void> {
  const answers = Promise.allSettled([endsSound ? undefined : session.run("SELECT"), session.run("COMMIT")]);
  onCommit?.();
  const [sound, committed] = await answers;
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
