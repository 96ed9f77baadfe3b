import { setTimeout as sleep } from "node:timers/promises";
import { StrataError } from "@strata/core";

/** Milliseconds that a use-case has to end by itself after a signal. */
const GRACE_MS = 2_000;

/**
 * Does the work; when it does not end soon after the signal was aborted, gives it up and throws INTERRUPTED. The process
 * must end then: the server rolls back what was under way when its client is gone.
 */
export async function untilInterrupted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const ended = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true, signal: ended.signal });
  });
  const abandoned = aborted.then(async () => {
    await sleep(GRACE_MS, undefined, { signal: ended.signal });
    throw new StrataError("INTERRUPTED", INTERRUPTED);
  });
  abandoned.catch(() => {});
  try {
    return await Promise.race([work, abandoned]);
  } finally {
    ended.abort();
  }
}

/** What is true after a signal whatever was under way. */
export const INTERRUPTED =
  "Interrupted. A step that was under way is not recorded as done, those before it stay. `strata status` shows how the database stands.";

/** Commands that change no database of the user, and write files, if any, when everything else is done. */
export const WRITES_AT_ITS_END: ReadonlySet<string> = new Set(["check", "diagram", "drift", "dump", "owners"]);
