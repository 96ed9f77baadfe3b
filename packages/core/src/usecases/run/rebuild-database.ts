import { readUrl } from "../../postgres/connection-url.js";
import { createDatabase, dropDatabase, withMaintenance } from "../../postgres/database.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { ServerError } from "../../types/session.js";
import { chooseTarget } from "../open/choose-target.js";
import type { CommonOptions } from "../options.js";

/**
 * Drops the database that the options mean, ending the sessions in it, and creates it empty. Whether that may be done
 * is the caller's to decide.
 *
 * @throws StrataError when the role may not; a database that was dropped and not created is missing then.
 */
export async function rebuildDatabase(options: CommonOptions): Promise<void> {
  const env = options.env ?? process.env;
  const found = await chooseTarget(options);
  const { database } = readUrl(found.url, env);
  try {
    await withMaintenance(found.url, async (connection) => {
      await dropDatabase(connection, database, true);
      await createDatabase(connection, database);
    });
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    throw explainServerError(error, { sentence: `database "${database}" could not be rebuilt` });
  }
}
