import { StrataError } from "../../errors/strata-error.js";
import { type Connection, connect as connectToServer } from "../../postgres/connect.js";
import { createRoles } from "../../postgres/create-roles.js";
import { dropDatabase, urlOfDatabase } from "../../postgres/database.js";
import { claimScratchName, createScratch, findLeftovers } from "../../postgres/scratch-databases.js";
import { endsSession } from "../../postgres/failure-kind.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { ServerError } from "../../types/session.js";
import { interrupted } from "../open/interruptible.js";
import type { OpenedDatabase } from "../open/open-database.js";
import { findWorkspace, type WorkspacePlace } from "../open/open-workspace.js";
import { refusePooler } from "../open/refuse-pooler.js";
import { findScratchServer, type ScratchServer } from "../open/scratch-server.js";
import type { CommonOptions } from "../options.js";

/** What a scratch database takes: where the workspace is, and how to stop. The target has no say. */
export type ScratchOptions = Pick<CommonOptions, "cwd" | "env" | "signal" | "onProgress" | "connect">;

/**
 * Makes an empty database, does the work over a connection to it, and drops it whatever came of it. The roles of the root
 * configuration are there. What processes left behind that were killed is dropped first.
 *
 * @throws StrataError SCRATCH_NOT_CREATED, SCRATCH_OTHER_MAJOR, ROLE_NOT_CREATED, INTERRUPTED before the work begins;
 *   what finding and reaching the server throws; what the work throws.
 */
export async function withScratch<T>(
  options: ScratchOptions,
  work: (database: OpenedDatabase) => Promise<T>,
  place: WorkspacePlace = findWorkspace(options),
): Promise<T> {
  const { signal } = options;
  const connect = options.connect ?? connectToServer;
  const server = await findScratchServer(options, place);
  const keeper = await connect(urlOfDatabase(server.url, "postgres"), {
    applicationName: "strata scratch",
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    throw signal?.aborted === true ? interrupted(error) : error;
  });
  let name: string | undefined;
  try {
    name = await make(keeper, server, options, place);
    if (signal?.aborted === true) throw interrupted(signal.reason);
    const url = urlOfDatabase(server.url, name);
    const connection = await connect(url, { applicationName: "strata", ...(signal === undefined ? {} : { signal }) });
    try {
      const target = { url, kind: "url", label: `scratch database ${name} on ${server.label}` } as const;
      return await work({ connection, target, place });
    } finally {
      await connection.close();
    }
  } finally {
    try {
      if (name !== undefined) await drop(keeper, server, name, options);
    } finally {
      await keeper.close();
    }
  }
}

/** Makes a database of a new name over the session whose life shows that it is in use. */
async function make(
  keeper: Connection,
  server: ScratchServer,
  options: ScratchOptions,
  place: WorkspacePlace,
): Promise<string> {
  const { postgres, roles } = await place.config();
  const major = Math.floor(keeper.serverVersion / 10_000);
  if (major !== postgres)
    throw new StrataError(
      "SCRATCH_OTHER_MAJOR",
      `${server.label} is PostgreSQL ${major}, and the root configuration says ${postgres}`,
    );
  // Behind a pooler the lock would belong to anybody.
  await refusePooler({ connection: keeper, target: { url: server.url, kind: "url", label: server.label } }, options);
  try {
    // A session that is idle while the work lasts must not be ended for that.
    await keeper.run("SET idle_session_timeout = 0");
    for (const leftover of await findLeftovers(keeper)) await drop(keeper, server, leftover, options);
    await createRoles(keeper, roles);
    const name = await claimScratchName(keeper);
    options.signal?.throwIfAborted();
    await createScratch(keeper, name);
    return name;
  } catch (error) {
    if (options.signal?.aborted === true) throw interrupted(error);
    if (!(error instanceof ServerError)) throw error;
    if (error.code !== "42501") throw explainServerError(error, { sentence: `a scratch database on ${server.label}` });
    throw new StrataError(
      "SCRATCH_NOT_CREATED",
      `no scratch database can be made on ${server.label}: ${error.message}`,
      {
        cause: error,
      },
    );
  }
}

/** What cannot be dropped now is dropped by who looks for leftovers next: the work's own outcome counts for more. */
async function drop(
  keeper: Connection,
  server: ScratchServer,
  name: string,
  { connect = connectToServer, onProgress }: ScratchOptions,
): Promise<void> {
  try {
    try {
      return await dropDatabase(keeper, name, true);
    } catch (error) {
      // The server's last words may come before its end of the connection.
      if (!keeper.lost && !(error instanceof ServerError && endsSession(error.code))) throw error;
    }
    const another = await connect(urlOfDatabase(server.url, "postgres"), { applicationName: "strata scratch" });
    try {
      await dropDatabase(another, name, true);
    } finally {
      await another.close();
    }
  } catch (error) {
    if (!(error instanceof ServerError) && !(error instanceof StrataError)) throw error;
    const message = `the scratch database ${name} on ${server.label} could not be dropped: ${error.message}`;
    onProgress?.({ type: "finding", finding: { code: "SCRATCH_NOT_DROPPED", message } });
  }
}
