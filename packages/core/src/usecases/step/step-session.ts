import type { Connection } from "../../postgres/connect.js";
import { CHECK_CONSTRAINTS, type StepSettings, settingsScript } from "../../postgres/step-settings.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { ServerError } from "../../types/session.js";

/** How long a statement of a migration waits for a lock unless its header says otherwise. */
const LOCK_TIMEOUT = "5s";

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

/** Ends a phase: deferred constraints are checked now, and role and settings are ours again. */
export async function endPhase(connection: Connection, settings: StepSettings, phase: string): Promise<void> {
  try {
    await connection.run(`${settingsScript(settings)}; ${CHECK_CONSTRAINTS}`);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    throw explainServerError(error, { sentence: `a deferred constraint does not hold after ${phase}` });
  }
}
