import { Answers } from "../../postgres/answers.js";
import type { Connection } from "../../postgres/connect.js";
import {
  CHECK_CONSTRAINTS,
  RESTORE_CONSTRAINTS,
  type StepSettings,
  settingsScript,
} from "../../postgres/step-settings.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { ServerError } from "../../types/session.js";

/**
 * How long a statement of a migration waits for a lock, and others behind it, unless its header says otherwise. Longer
 * than PostgreSQL's deadlock_timeout of 1 s, so that a deadlock is told as one and log_lock_waits writes of the wait;
 * as short as that allows, for the step is tried again.
 */
const LOCK_TIMEOUT = "2s";

/** The settings that hold in every phase of a step. */
export function stepSettings(
  options: Pick<StepSettings, "firstSchema" | "extensionSchema" | "checksConnection"> & {
    lockTimeout: string | undefined;
    name: string;
  },
): StepSettings {
  const { name, lockTimeout, ...rest } = options;
  return { ...rest, lockTimeout: lockTimeout ?? LOCK_TIMEOUT, applicationName: `strata ${name}`.slice(0, 63) };
}

const UNITS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of the lock-timeout of a header, or of its default; undefined for 0, which is for ever. */
export function lockTimeoutMs(timeout: string = LOCK_TIMEOUT): number | undefined {
  const { number = "", unit = "" } = /^(?<number>[\d.]+) ?(?<unit>\w+)$/u.exec(timeout)?.groups ?? {};
  const milliseconds = Number(number) * (UNITS[unit] ?? Number.NaN);
  return milliseconds > 0 ? milliseconds : undefined;
}

/** What the phases of one step send: see {@link Answers}. A step of SQL alone takes two round trips, however long it is; a first one three. */
export class StepSession extends Answers {
  readonly #connection: Connection;
  readonly #settings: StepSettings;
  #immediate: boolean;

  /** @param continues The transaction has held another step, which has left every constraint immediate. */
  constructor(connection: Connection, settings: StepSettings, continues = false) {
    super();
    this.#connection = connection;
    this.#settings = settings;
    this.#immediate = continues;
  }

  /** Constraints are deferred again as they were declared, where an earlier phase has ended. */
  beginPhase(): void {
    if (this.#immediate) this.expect(this.#connection.run(RESTORE_CONSTRAINTS));
    this.#immediate = false;
  }

  /** Deferred constraints are checked now, and role and settings are ours again. */
  endPhase(phase: string): void {
    this.#immediate = true;
    const ended = this.#connection.run(`${settingsScript(this.#settings)}; ${CHECK_CONSTRAINTS}`);
    this.expect(
      ended.catch((error: unknown) => {
        if (!(error instanceof ServerError)) throw error;
        throw explainServerError(error, { sentence: `a deferred constraint does not hold after ${phase}` });
      }),
    );
  }
}
