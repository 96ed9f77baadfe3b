import type { TransformSession } from "./transform-session.js";

/** Milliseconds without a statement after which a transform is said to be silent, and again after as long. */
const SILENT_MS = 10_000;

/** Notices when the code of a transform sends no statement for long: it may be waiting for what never comes. */
export interface SilenceWatch {
  /** The session whose statements are noticed. */
  readonly session: TransformSession;
  readonly stop: () => void;
}

/** Watches until it is stopped. `onSilence` is given the milliseconds since the last statement ended. */
export function watchSilence(session: TransformSession, onSilence: (elapsedMs: number) => void): SilenceWatch {
  let running = 0;
  let isStopped = false;
  let timer: NodeJS.Timeout;
  const listen = (): void => {
    const since = performance.now();
    clearInterval(timer);
    if (isStopped) return;
    timer = setInterval(() => {
      if (running === 0) onSilence(performance.now() - since);
    }, SILENT_MS);
    timer.unref();
  };
  const watched = async <T>(send: () => Promise<T>): Promise<T> => {
    running += 1;
    try {
      return await send();
    } finally {
      running -= 1;
      listen();
    }
  };
  listen();
  return {
    session: {
      query: (text, parameters) => watched(() => session.query(text, parameters)),
      values: (text, parameters) => watched(() => session.values(text, parameters)),
    },
    stop: () => {
      isStopped = true;
      clearInterval(timer);
    },
  };
}

/** The work's outcome, or the signal's reason as soon as it is aborted: code that waits for ever cannot keep a run. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
