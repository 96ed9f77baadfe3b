import type { Socket } from "node:net";
import postgres from "postgres";
import { must } from "../errors/internal-error.js";
import { StrataError } from "../errors/strata-error.js";
import { sendCancel } from "./cancel-request.js";
import { describeServer, explainConnectError } from "./connect-error.js";
import { type Connection, versionNumber } from "./connection.js";
import { type ServerAddress, readUrl, targetOf } from "./connection-url.js";
import { DriverConnection } from "./driver-connection.js";
import { endsOf, openSocket } from "./open-socket.js";
import { type LastWords, watchLastWords } from "./last-words.js";
import { passwordFromFile } from "./password-file.js";
import { connectionClosed } from "./server-error.js";
import { type Startup, watchStartup } from "./startup-watch.js";
import { valueTypes } from "./value-types.js";

export type { Connection } from "./connection.js";

export interface ConnectOptions {
  /** Shown in pg_stat_activity; `strata` unless the URL names one. */
  readonly applicationName?: string;
  /** Stops the connecting; without effect once connected. */
  readonly signal?: AbortSignal;
  /** For everything up to the first readiness of the server; 10 s unless the URL's connect_timeout says otherwise. */
  readonly connectTimeoutMs?: number;
}

/** How connections are opened: `connect`, or what stands in for it. */
export type Connect = (url: string, options?: ConnectOptions) => Promise<Connection>;

/**
 * Opens one connection. Costs the startup and the login, no statement; each later statement costs one round trip, with
 * or without parameters, and several may be under way at once: they run in the order of the calls, and each rejection
 * goes to its own promise.
 *
 * @throws StrataError URL_INVALID (exit 3), or with exit 5 SERVER_UNREACHABLE, LOGIN_REFUSED, DATABASE_MISSING,
 *   TOO_MANY_CONNECTIONS, SERVER_NOT_READY, TLS_REFUSED, SERVER_TOO_OLD; the signal's reason when it fires.
 */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Connection> {
  const named = readUrl(url, process.env);
  const address = { ...named, password: named.password ?? passwordFromFile(named, process.env) };
  const patience = options.connectTimeoutMs ?? address.connectTimeoutMs ?? 10_000;
  const signal = AbortSignal.any([AbortSignal.timeout(patience), ...(options.signal ? [options.signal] : [])]);
  try {
    const connection = await start(address, options.applicationName, signal);
    if (connection.serverVersion >= 150_000) return connection;
    await connection.close();
    throw new StrataError(
      "SERVER_TOO_OLD",
      `${describeServer(address)}: the server is PostgreSQL ${Math.floor(connection.serverVersion / 10_000)}; strata needs 15 or newer`,
    );
  } catch (error) {
    options.signal?.throwIfAborted();
    if (signal.aborted) throw explainConnectError(new Error(`no answer within ${patience / 1000} s`), address);
    throw explainConnectError(error, address);
  }
}

async function start(
  address: ServerAddress,
  applicationName: string | undefined,
  signal: AbortSignal,
): Promise<Connection> {
  const state: { socket?: Socket; startup?: Startup; connection?: DriverConnection; ending?: LastWords } = {};
  const driverOptions = {
    host: address.host,
    port: address.port,
    user: address.user,
    database: address.database,
    pass: address.password ?? "",
    max: 1,
    ssl: false,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 0,
    keep_alive: 30,
    max_pipeline: 1000,
    prepare: false,
    debug: false,
    fetch_types: false,
    no_subscribe: true,
    types: valueTypes(),
    connection: { ...address.settings, application_name: applicationName ?? address.applicationName ?? "strata" },
    onnotice: (notice: postgres.Notice) => state.connection?.notice(notice),
    // The driver asks for a new stream whenever it wants to reconnect. It gets one, once.
    socket: async (): Promise<Socket> => {
      if (state.socket !== undefined) throw connectionClosed();
      const socket = await openSocket(address, signal);
      state.socket = socket;
      const abort = (): void => void socket.destroy(new Error("aborted"));
      signal.addEventListener("abort", abort, { once: true });
      state.ending = watchLastWords(socket);
      socket.on("close", () => state.connection?.lose());
      watchStartup(socket, (startup) => {
        signal.removeEventListener("abort", abort);
        state.startup = startup;
        trigger.cancel();
      });
      return socket.resume();
    },
  };
  const sql = postgres(driverOptions);
  // Makes the driver connect, and is taken back before it would be sent: connecting costs no statement.
  const trigger = sql.unsafe("");
  try {
    await trigger;
  } catch (error) {
    if (state.startup === undefined) {
      state.socket?.destroy();
      throw error;
    }
  }
  const startup = must(state.startup, "the server's answer to the startup");
  const connection = new DriverConnection(sql, {
    processId: startup.processId,
    serverVersion: versionNumber(String(sql.parameters["server_version"])),
    target: targetOf(address),
    ends: state.socket && endsOf(state.socket),
    cancel: () => sendCancel(address, startup),
    ending: (cause) => (state.ending ?? connectionClosed)(cause),
  });
  state.connection = connection;
  // The driver takes a connection whose first query went away for busy until its stream drains.
  state.socket?.emit("drain");
  return connection;
}
