import { writeSync } from "node:fs";

/**
 * What happens at an event of the command:
 * - `kill`: SIGKILL to itself, which nothing can answer.
 * - `stop`: SIGSTOP to itself; whoever runs it is told, and sends SIGCONT.
 * - `throw`: the call of the session, or the event's listener, throws an error that nobody expects.
 * - `hang`: the call never settles.
 * - `sleep`: nothing moves in the process for a while.
 * - `tell`: nothing; whoever runs it is told.
 * - a signal that the command answers.
 */
export type Action = "kill" | "stop" | "throw" | "hang" | "sleep" | "tell" | "SIGINT" | "SIGTERM" | "SIGHUP";

/** A point of the command's course where something happens, as data. */
export interface Failpoint {
  /** Name of the event as `faulty-connection.ts` gives it, or `*` for all. */
  readonly event: string;
  /** Counts its occurrences from 1; absent for all of them. */
  readonly nth?: number;
  readonly action: Action;
  /** How long to sleep. */
  readonly ms?: number;
}

/** What whoever runs the command is told: one line of JSON each on file descriptor 3. */
export interface Told {
  readonly event: string;
  readonly nth: number;
  /** The process has stopped itself, or is about to. */
  readonly stopped: boolean;
  /** Process id of the backend, for events of a session. */
  readonly backend?: number;
}

/** Environment variable that holds the failpoints of a run: a JSON array of {@link Failpoint}. */
export const VARIABLE = "STRATA_FAILPOINTS";

/** The failpoints of one process, which count what they have seen. */
export class Failpoints {
  readonly #list: readonly Failpoint[];
  readonly #seen = new Map<string, number>();

  constructor(list: readonly Failpoint[]) {
    this.#list = list;
  }

  /** Says that an event has come. Returns true when the caller must never go on; throws for `throw`. */
  reach(event: string, backend?: number): boolean {
    const nth = (this.#seen.get(event) ?? 0) + 1;
    this.#seen.set(event, nth);
    const due = this.#list.filter(
      (point) => (point.event === "*" || point.event === event) && (point.nth === undefined || point.nth === nth),
    );
    const stopped = due.some(({ action }) => action === "stop");
    if (stopped || due.some(({ action }) => action === "tell"))
      tell({ event, nth, stopped, ...(backend === undefined ? {} : { backend }) });
    return due.map((point) => happen(point)).some((hangs) => hangs);
  }
}

function happen({ event, action, ms = 1_000 }: Failpoint): boolean {
  switch (action) {
    case "kill":
      process.kill(process.pid, "SIGKILL");
      break;
    case "stop":
      process.kill(process.pid, "SIGSTOP");
      break;
    case "throw":
      throw new Error(`failpoint at ${event}`);
    case "sleep":
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
      break;
    case "hang":
      return true;
    case "tell":
      break;
    default:
      process.kill(process.pid, action);
  }
  return false;
}

function tell(told: Told): void {
  writeSync(3, `${JSON.stringify(told)}\n`);
}
