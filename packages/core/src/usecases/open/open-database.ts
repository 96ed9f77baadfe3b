import type { Connection } from "../../postgres/connection.js";
import { findWorkspace, type WorkspacePlace } from "./open-workspace.js";
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
 * @throws StrataError what finding the workspace, choosing the server and connecting throw; nothing is left open then.
 */
async function openDatabase(
  options: CommonOptions,
  place: WorkspacePlace = findWorkspace(options),
): Promise<OpenedDatabase> {
  const target = await chooseTarget(options, place);
  const connection = await connectTarget(target, {
    applicationName: "strata",
    onProgress: options.onProgress,
    connect: options.connect,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  return { connection, target, place };
}

/** Opens the database, does the work, and closes the connection whatever came of it. */
export async function withDatabase<T>(
  options: CommonOptions,
  work: (database: OpenedDatabase) => Promise<T>,
  place?: WorkspacePlace,
): Promise<T> {
  const database = await openDatabase(options, place);
  try {
    return await work(database);
  } finally {
    await database.connection.close();
  }
}
