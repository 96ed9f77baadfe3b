import { StrataError } from "../../errors/strata-error.js";
import type { Connection } from "../../postgres/connection.js";

/**
 * Does work over a connection before anything is written. An aborted signal ends it, whatever it waits for: what the
 * server runs is cancelled, and a server that says nothing is left after the 5 s that closing takes.
 *
 * @throws StrataError INTERRUPTED when the signal is aborted, and the connection is closed then; what the work throws.
 */
export async function interruptible<T>(
  connection: Connection,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const end = (): void => {
    for (const ending of [connection.cancel(), connection.close()]) ending.catch(() => undefined);
  };
  signal?.addEventListener("abort", end, { once: true });
  try {
    signal?.throwIfAborted();
    return await work();
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    throw interrupted(error);
  } finally {
    signal?.removeEventListener("abort", end);
  }
}

/** What an aborted signal has ended before anything was written. */
export function interrupted(cause: unknown): StrataError {
  return new StrataError("INTERRUPTED", "nothing had begun and nothing was changed", { cause });
}
