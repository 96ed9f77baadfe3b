import { StrataError } from "../errors/strata-error.js";
import type { BackOff } from "../lib/retry.js";
import { ServerError } from "../types/session.js";

/**
 * What may come of trying the same again: `conflict` for what other sessions were in the way of, `lost` when the
 * connection has gone, `final` for everything else.
 */
export type FailureKind = "conflict" | "lost" | "final";

/** lock_not_available, deadlock_detected, serialization_failure: the server has undone the transaction, nothing is wrong with it. */
const CONFLICTS: ReadonlySet<string> = new Set(["55P03", "40P01", "40001"]);

/**
 * Judges the failure of a transaction by what the server said first, however it was wrapped. A full disk is final: a
 * server that crashes while it is full may not start again.
 *
 * @param lost Whether the connection has ended since: decides where no error of the server tells.
 */
export function failureKind(error: unknown, lost: boolean): FailureKind {
  // What holds is not run again: the cause decides.
  if (error instanceof StrataError && error.code === "PARTLY_DONE") return failureKind(error.cause, lost);
  if (error instanceof StrataError && error.code === "LOCK_TIMEOUT") return "conflict";
  const cause = serverErrorOf(error);
  if (cause === undefined) return lost && !(error instanceof StrataError) ? "lost" : "final";
  if (endsSession(cause.code)) return "lost";
  return CONFLICTS.has(cause.code) ? "conflict" : "final";
}

/** After a lock timeout those who had to wait come first: the pause grows from half a second. */
const AFTER_WAITING: BackOff = { firstMs: 500, longestMs: 5_000 };
/** After a deadlock, a serialization failure or a lost connection nobody waits. */
const AFTER_CONFLICT: BackOff = { firstMs: 100, longestMs: 5_000 };

/** How the pauses grow after a failure of this kind. */
export function backOffAfter(error: unknown, kind: FailureKind): BackOff {
  const state = serverErrorOf(error)?.code;
  return kind === "conflict" && state !== "40P01" && state !== "40001" ? AFTER_WAITING : AFTER_CONFLICT;
}

/** The server's own error among the causes of an error. */
export function serverErrorOf(error: unknown): ServerError | undefined {
  for (let one = error; one instanceof Error; one = one.cause) if (one instanceof ServerError) return one;
  return undefined;
}

/** Connection exceptions and the shutdown of the server: https://www.postgresql.org/docs/current/errcodes-appendix.html */
export function endsSession(code: string): boolean {
  return code === "CONNECTION_CLOSED" || code.startsWith("08") || /^57P0[123]$/.test(code);
}
