import { StrataError } from "../errors/strata-error.js";
import { must } from "../errors/internal-error.js";
import type { Module } from "../module/module.js";
import { firstSchema } from "../ownership/first-schema.js";
import type { Connection } from "../postgres/connect.js";
import { CHECK_CONSTRAINTS, type StepSettings, settingsScript } from "../postgres/step-settings.js";
import { explainServerError } from "../postgres/sql-error.js";
import { temporaryRelations } from "../sql/created-names.js";
import { quoteLiteral } from "../sql/quote.js";
import { ServerError } from "../types/session.js";
import type { StepFiles } from "./step-files.js";

/** How long a statement of a migration waits for a lock unless its header says otherwise. */
const LOCK_TIMEOUT = "5s";

/** The settings that hold in every phase of a module's step. */
export function stepSettings(
  module: Module | undefined,
  options: { extensionSchema: string; lockTimeout: string | undefined; checksConnection: boolean; name: string },
): StepSettings {
  return {
    searchPath: [firstSchema(module?.owns ?? []), options.extensionSchema],
    lockTimeout: options.lockTimeout ?? LOCK_TIMEOUT,
    applicationName: `strata ${options.name}`.slice(0, 63),
    checksConnection: options.checksConnection,
  };
}

/** What the server's books say at the start of a step. */
export interface StepStart {
  readonly transaction: string;
  /** Whether the first schema of the search_path exists. */
  readonly schemaExists: boolean;
}

/** Reads the step's transaction and whether its first schema exists. */
export async function readStepStart(connection: Connection, settings: StepSettings): Promise<StepStart> {
  const schema = quoteLiteral(must(settings.searchPath[0], "the first schema"));
  const rows = await connection.query<{ transaction: string; exists: boolean }>(
    `SELECT pg_catalog.pg_current_xact_id()::text AS transaction,
      EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = ${schema}) AS exists`,
  );
  const row = must(rows[0], "the step's transaction");
  return { transaction: row.transaction, schemaExists: row.exists };
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

/**
 * Refuses a step whose code ended its transaction, or whose names landed in pg_temp: without an existing schema in
 * the search_path PostgreSQL makes a temporary table of what was meant to stay.
 */
export async function checkStepEnd(connection: Connection, start: StepStart, files: StepFiles): Promise<void> {
  const rows = await connection.query<{ transaction: string; temporary: string[] }>(
    `SELECT pg_catalog.pg_current_xact_id()::text AS transaction, ARRAY(
      SELECT relname::text FROM pg_catalog.pg_class
      WHERE relnamespace = pg_catalog.pg_my_temp_schema() AND relkind IN ('r', 'p', 'v')) AS temporary`,
  );
  const row = must(rows[0], "the step's transaction");
  if (row.transaction !== start.transaction)
    throw new StrataError("TRANSACTION_ENDED", "the step's code ended the transaction that strata had opened for it", {
      hint: "Remove COMMIT and ROLLBACK from what the migration calls; strata commits when everything has held.",
    });
  if (start.schemaExists) return;
  const declared = new Set([files.first, files.contract].flatMap((file) => temporaryRelations(file?.statements ?? [])));
  const accidental = row.temporary.filter((name) => !declared.has(name));
  if (accidental.length > 0)
    throw new StrataError("LANDED_IN_TEMP", `${accidental.join(", ")} would have been temporary`, {
      hint: "Create the module's schema first: CREATE SCHEMA.",
    });
}
