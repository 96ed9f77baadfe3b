import type { EnvironmentStamp, History } from "../history/history.js";
import { readHistory } from "../history/read-history.js";
import { writeEnvironment } from "../history/write-history.js";
import { SYS_CORE } from "../module/module.js";
import { acquireLock } from "../postgres/advisory-lock.js";
import { transaction } from "../postgres/transaction.js";
import type { EnvironmentClass } from "../types/environment.js";
import { environmentOf, environmentReason, hasValidStamp } from "./environment-reason.js";
import type { ChosenTarget } from "./open/choose-target.js";
import { migrate } from "./run/migrate.js";
import { withDatabase } from "./open/open-database.js";
import type { CommonOptions } from "./options.js";
import { refusePooler } from "./open/refuse-pooler.js";
import { requireWritable } from "./open/require-installed.js";
import { requireName } from "./open/require-name.js";

/** The class of a database and why it has it. */
export interface EnvironmentState {
  /** The class that counts. */
  readonly class: EnvironmentClass;
  readonly database: string;
  readonly stamp: EnvironmentStamp | null;
  /** Whether the stamp was made for this database. */
  readonly valid: boolean;
  /** One sentence. */
  readonly why: string;
}

/** Reads the stamp. */
export async function showEnvironment(options: CommonOptions): Promise<EnvironmentState> {
  return withDatabase(options, async ({ connection, target }) => stateOf(await readHistory(connection), target.kind));
}

/**
 * Stamps the database. Works before the first `up`: sys-core is then migrated first. The database's name is the
 * confirmation.
 *
 * @throws StrataError NAME_NOT_CONFIRMED when `database` is not the database's name, LOCK_BUSY when a run takes longer
 *   than a minute; nothing has changed then.
 */
export async function setEnvironment(
  options: CommonOptions & { readonly class: EnvironmentClass; readonly database: string },
): Promise<EnvironmentState> {
  const before = await withDatabase(options, ({ connection }) => readHistory(connection));
  requireName(before.databaseName, options.database);
  requireWritable(before);
  if (!before.installed) await migrate({ ...options, modules: [SYS_CORE], allowProduction: true });
  return withDatabase(options, async (database) => {
    const { connection } = database;
    await refusePooler(database, options);
    // A run under way has decided by the class whether it loads fixtures.
    await acquireLock(connection, { waitMs: 60_000, signal: options.signal });
    await transaction(connection, () => writeEnvironment(connection, options.class));
    return stateOf(await readHistory(connection));
  });
}

function stateOf(history: History, kind?: ChosenTarget["kind"]): EnvironmentState {
  const { stamp, databaseName } = history;
  return {
    class: kind === undefined ? history.environment : environmentOf(history, kind),
    database: databaseName,
    stamp: stamp ?? null,
    valid: hasValidStamp(history),
    why: environmentReason(history, kind),
  };
}
