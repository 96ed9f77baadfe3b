import type { Code } from "../errors/codes.js";
import { StrataError } from "../errors/strata-error.js";
import { pause } from "./pause.js";
import { backOffMs } from "../lib/retry.js";
import type { Connection } from "./connection.js";

/** What passes by itself on a server that is known to be the right one: it restarts, or somebody has to go first. */
export const PASSING: ReadonlySet<Code> = new Set(["SERVER_NOT_READY", "TOO_MANY_CONNECTIONS"]);

/** What may also be met where a server stood a moment ago. */
export const RESTARTING: ReadonlySet<Code> = new Set([...PASSING, "SERVER_UNREACHABLE", "TLS_REFUSED"]);

const PAUSES = { firstMs: 100, longestMs: 1_000 };

/** How long to try and what for. */
export interface ConnectAgainOptions {
  /** Codes of `connect` that are worth another try. */
  readonly passing: ReadonlySet<Code>;
  /** Milliseconds from now in which a further try may begin. */
  readonly budgetMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Called before each further try with why the last one failed. */
  readonly onWaiting?: (elapsedMs: number, reason: string) => void;
}

/**
 * Opens a connection, again and again while what stands in the way is of a kind that passes.
 *
 * @throws StrataError of the last try when the time is over, any other at once; the signal's reason.
 */
export async function connectAgain(
  open: () => Promise<Connection>,
  { passing, budgetMs, signal, onWaiting }: ConnectAgainOptions,
): Promise<Connection> {
  const start = performance.now();
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await open();
    } catch (error) {
      const left = budgetMs - (performance.now() - start);
      if (!(error instanceof StrataError) || !passing.has(error.code) || left <= 0) throw error;
      onWaiting?.(performance.now() - start, error.message);
      await pause(Math.min(left, backOffMs(attempt, PAUSES, Math.random)), signal);
    }
  }
}
