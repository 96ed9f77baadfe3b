import { ServerError } from "../../types/session.js";
import { readUrl } from "../../postgres/connection-url.js";
import { createDatabase, urlOfDatabase, withMaintenance } from "../../postgres/database.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { type ChosenTarget, chooseTarget } from "../open/choose-target.js";
import type { CommonOptions } from "../options.js";

/** What came of it. */
export interface CreatedDatabase {
  readonly database: string;
  /** False when it was there already. Whoever created one stamps it. */
  readonly created: boolean;
  /** The database as a target, for what is to be done with it next. */
  readonly target: ChosenTarget;
}

/**
 * Creates the database that the options mean, or another one of the name `database` on the same server. One that is
 * there already is left alone.
 *
 * @throws StrataError what choosing the server and connecting to its database `postgres` throw; SQL_FAILED when the
 *   role may not create databases.
 */
export async function createEmptyDatabase(
  options: CommonOptions & { readonly database?: string },
): Promise<CreatedDatabase> {
  const env = options.env ?? process.env;
  const found = await chooseTarget(options);
  const database = options.database ?? readUrl(found.url, env).database;
  try {
    const created = await withMaintenance(found.url, (connection) => createDatabase(connection, database));
    return { database, created, target: { ...found, url: urlOfDatabase(found.url, database) } };
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    throw explainServerError(error, { sentence: `database "${database}" was not created` });
  }
}
