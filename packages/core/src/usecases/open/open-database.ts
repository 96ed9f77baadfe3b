import type { History } from "../../history/history.js";
import { readHistory } from "../../history/read-history.js";
import type { Connection } from "../../postgres/connection.js";
import { ServerError } from "../../types/session.js";
import type { Workspace } from "../../workspace/workspace.js";
import { interrupted } from "./interruptible.js";
import { findWorkspace, readWorkspace, type WorkspacePlace } from "./open-workspace.js";
import { type ChosenTarget, chooseTarget } from "./choose-target.js";
import { connectTarget } from "./connect-target.js";
import type { CommonOptions } from "../options.js";

/** A connection to the database that the options mean, and where it was found. */
export interface OpenedDatabase {
  readonly connection: Connection;
  readonly target: ChosenTarget;
  readonly place: WorkspacePlace;
}

/**
 * Opens the database that the options mean; strata's own server is started when none is named.
 *
 * @throws StrataError what choosing the server and connecting throw, INTERRUPTED; nothing is left open then.
 */
async function openDatabase(
  options: CommonOptions,
  place: WorkspacePlace = findWorkspace(options),
): Promise<OpenedDatabase> {
  const { signal, onProgress, connect } = options;
  try {
    const target = await chooseTarget(options, place);
    const connection = await connectTarget(target, {
      applicationName: "strata",
      onProgress,
      connect,
      ...(signal === undefined ? {} : { signal }),
    });
    return { connection, target, place };
  } catch (error) {
    throw signal?.aborted === true ? interrupted(error) : error;
  }
}

/**
 * Opens the database, does the work, and closes the connection whatever came of it.
 *
 * @throws what the work throws; an error of the server that nothing had to explain so far (a connection that is lost
 *   while something is read) as the StrataError of its code, where it has one.
 */
export async function withDatabase<T>(
  options: CommonOptions,
  work: (database: OpenedDatabase) => Promise<T>,
  place?: WorkspacePlace,
): Promise<T> {
  const database = await openDatabase(options, place);
  try {
    return await work(database);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    const { codeOfState, explainServerError } = await import("../../postgres/sql-error.js");
    throw codeOfState(error.code) === undefined ? error : explainServerError(error);
  } finally {
    await database.connection.close();
  }
}

/**
 * The same for work that holds the workspace against the history: files are read while the server is waited for, and
 * the history while they are. What goes wrong is told in the order in which the work asks: the database that cannot be
 * opened, then the workspace, then the history.
 */
export async function withDatabaseAndWorkspace<T>(
  options: CommonOptions,
  work: (database: OpenedDatabase, workspace: Workspace, history: Promise<History>) => Promise<T>,
  place: WorkspacePlace = findWorkspace(options),
): Promise<T> {
  // First the connection has to be on its way: reading leaves the thread to nobody for a while.
  const reading = new Promise(setImmediate).then(() => readWorkspace(place));
  const opened = withDatabase(
    options,
    async (database) => {
      const history = told(readHistory(database.connection));
      return work(database, await reading, history);
    },
    place,
  );
  await Promise.allSettled([told(reading), opened]);
  return opened;
}

/** A promise whose failure is told to whoever asks for it, and to nobody when nobody does. */
function told<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
