import { setTimeout as sleep } from "node:timers/promises";
import { StrataError } from "../../errors/strata-error.js";
import { type Status, status } from "./status.js";
import type { CommonOptions } from "../options.js";

/** Milliseconds between two looks. */
const INTERVAL_MS = 500;

/**
 * Waits until the database is where this workspace expects it, as a service does before it starts: history without a
 * lock, again and again. A database that is ahead of the workspace is current. A server that cannot be reached yet is
 * waited for too.
 *
 * @throws StrataError at the timeout: PENDING when migrations are missing, else what kept it from looking. An error of
 * the history, which waiting does not cure, at once.
 */
export async function waitUntilCurrent(options: CommonOptions & { readonly timeoutMs?: number }): Promise<Status> {
  const end = performance.now() + (options.timeoutMs ?? 60_000);
  for (;;) {
    const last = await look(options);
    if (!(last instanceof StrataError) && last.current) return last;
    if (last instanceof StrataError && last.exitCode !== 5) throw last;
    if (performance.now() >= end) throw last instanceof StrataError ? last : pending(last);
    await sleep(Math.max(0, Math.min(INTERVAL_MS, end - performance.now())), undefined, { signal: options.signal });
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

function pending(last: Status): StrataError {
  const count = last.pending.length;
  return new StrataError("PENDING", `${count} migration${count === 1 ? " is" : "s are"} still pending`, {
    hint: "Run `strata up` against this database.",
    details: { pending: last.pending, findings: last.findings },
  });
}
