import { isError } from "../../errors/finding.js";
import { StrataError, throwFindings } from "../../errors/strata-error.js";
import { describeHolder, readLockHolder } from "../../postgres/advisory-lock.js";
import { pause } from "../../postgres/pause.js";
import { withDatabase } from "../open/open-database.js";
import type { CommonOptions } from "../options.js";
import { type Status, status } from "./status.js";

/** Milliseconds between two looks. */
const INTERVAL_MS = 500;

/**
 * Waits until the database is where this workspace expects it, as a service does before it starts: history without a
 * lock, again and again. A database that is ahead of the workspace is current. A server that cannot be reached yet is
 * waited for too.
 *
 * @throws StrataError at the timeout: LOCK_BUSY while a run holds the lock, PENDING when nobody does, else what kept it
 * from looking. At once the errors of workspace and history, which waiting does not cure, and every error of looking but
 * those with exit status 5.
 */
export async function waitUntilCurrent(options: CommonOptions & { readonly timeoutMs?: number }): Promise<Status> {
  const end = performance.now() + (options.timeoutMs ?? 60_000);
  for (;;) {
    const last = await look(options);
    if (!(last instanceof StrataError) && last.current) return last;
    if (last instanceof StrataError && last.exitCode !== 5) throw last;
    if (!(last instanceof StrataError)) throwFindings(last.findings.filter(isError));
    if (performance.now() >= end) throw last instanceof StrataError ? last : await pending(options, last);
    const pausing = pause(Math.max(0, Math.min(INTERVAL_MS, end - performance.now())), options.signal);
    // The next look tells of an abort.
    await pausing.catch(() => undefined);
  }
}

async function look(options: CommonOptions): Promise<Status | StrataError> {
  try {
    return await status(options);
  } catch (error) {
    if (error instanceof StrataError) return error;
    throw error;
  }
}

async function pending(options: CommonOptions, last: Status): Promise<StrataError> {
  const count = last.pending.length;
  const unfinished = last.findings.find(({ code }) => code === "UNFINISHED");
  const message =
    count === 0 && unfinished !== undefined
      ? unfinished.message
      : `${count} migration${count === 1 ? " is" : "s are"} still pending`;
  const details = { pending: last.pending, findings: last.findings };
  const holder = await withDatabase(options, ({ connection }) => readLockHolder(connection));
  return holder === undefined
    ? new StrataError("PENDING", message, {
        hint: count === 0 ? unfinished?.hint : "Run `strata up` against this database.",
        details,
      })
    : new StrataError("LOCK_BUSY", `${message}, and a run is under way: ${describeHolder(holder)}`, {
        hint: "Wait longer with --timeout.",
        details,
      });
}
