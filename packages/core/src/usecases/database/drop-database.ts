import { StrataError } from "../../errors/strata-error.js";
import { readUrl } from "../../postgres/connection-url.js";
import {
  databaseExists,
  dropDatabase as dropOnServer,
  type OtherSession,
  sessionsOf,
  withMaintenance,
} from "../../postgres/database.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { ServerError } from "../../types/session.js";
import { requireName } from "../open/require-name.js";
import { chooseTarget } from "../open/choose-target.js";
import type { CommonOptions } from "../options.js";

const PROTECTED = new Set(["postgres", "template0", "template1"]);

/** What is to be dropped, confirmed. */
export interface DropOptions extends CommonOptions {
  /** The database's own name, as confirmation. */
  readonly confirm: string;
  /** Ends the sessions that are connected to it. */
  readonly force?: boolean;
}

/**
 * Drops the database that the options mean, with everything in it.
 *
 * @returns its name.
 * @throws StrataError NAME_NOT_CONFIRMED, DATABASE_PROTECTED, DATABASE_MISSING, or DATABASE_IN_USE whose
 *   `details.sessions` says who is connected; nothing has changed then.
 */
export async function dropDatabase(options: DropOptions): Promise<string> {
  const env = options.env ?? process.env;
  const found = await chooseTarget(options);
  const { database } = readUrl(found.url, env);
  if (PROTECTED.has(database)) {
    throw new StrataError("DATABASE_PROTECTED", `the database "${database}" belongs to the server itself`, {
      hint: "Name a database of your own.",
    });
  }
  requireName(database, options.confirm);
  await withMaintenance(found.url, async (connection) => {
    if (!(await databaseExists(connection, database))) {
      throw new StrataError("DATABASE_MISSING", `the server has no database "${database}"`);
    }
    const sessions = options.force === true ? [] : await sessionsOf(connection, database);
    if (sessions.length > 0) throw inUse(database, sessions);
    try {
      await dropOnServer(connection, database, options.force === true);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      if (error.code === "55006") throw inUse(database, await sessionsOf(connection, database));
      throw explainServerError(error, { sentence: `database "${database}" was not dropped` });
    }
  });
  return database;
}

function inUse(database: string, sessions: readonly OtherSession[]): StrataError {
  const shown = sessions.map(({ pid, user, applicationName, client }) =>
    [`process ${pid}`, applicationName, `user ${user}`, client === null ? "" : `from ${client}`]
      .filter((part) => part !== "")
      .join(", "),
  );
  return new StrataError("DATABASE_IN_USE", `database "${database}" is in use: ${shown.join("; ")}`, {
    hint: "Close these sessions, or drop it with --force, which ends them.",
    details: { sessions },
  });
}
