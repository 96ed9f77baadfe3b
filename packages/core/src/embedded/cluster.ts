import { access, realpath } from "node:fs/promises";
import { join } from "node:path";
import { must } from "../errors/internal-error.js";
import { StrataError } from "../errors/strata-error.js";
import { isMissing } from "../lib/system-error.js";
import type { ProgressSink } from "../plan/progress.js";
import { connect } from "../postgres/connect.js";
import type { Major } from "../types/major.js";
import { ServerError } from "../types/session.js";
import {
  type ClusterState,
  OWNER,
  clusterFiles,
  folderError,
  prepareFolder,
  readPassword,
  readState,
  writeState,
} from "./cluster-folder.js";
import { type Binaries, findBinaries } from "./find-binaries.js";
import { initCluster, removeUnfinished } from "./init-cluster.js";
import { chooseLauncher, launcherOf, serverEnvironment } from "./launcher.js";
import { linkLibraries } from "./library-links.js";
import { readPostmaster } from "./postmaster-file.js";
import { isPostmasterOf } from "./process-alive.js";
import { runPostmaster } from "./run-postmaster.js";
import { chooseHome } from "./server-home.js";
import { withStartLock } from "./start-lock.js";
import { stopPostmaster } from "./stop-postmaster.js";

/** A running server of strata's own. */
export interface Cluster {
  /** The folder that belongs to the cluster alone. */
  readonly directory: string;
  readonly port: number;
  /** A URL for the cluster's owner, password included: for connecting, not for printing in messages. */
  url(database: string): string;
  /** Stops the server, its data stay. */
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Folder of the cluster, made when absent: `<root>/.strata/postgres-18`. */
  readonly directory: string;
  readonly major: Major;
  /** Folders whose node_modules may hold the binaries, in the order to look. */
  readonly resolveFrom: readonly string[];
  /** False for data that need not survive a crash of the machine; counts when the cluster is made. */
  readonly durable?: boolean;
  readonly onProgress?: ProgressSink;
}

/**
 * Gives the running server of a folder: found, or started, or made and started. It goes on when this process ends, and
 * the next call finds it. After a crash or a reboot it recovers. When several processes call at once, one starts it
 * and the others wait.
 *
 * @throws StrataError EMBEDDED_MISSING, EMBEDDED_FOLDER, EMBEDDED_BUSY or EMBEDDED_START_FAILED.
 */
export async function startCluster(options: StartOptions): Promise<Cluster & { readonly major: Major }> {
  const { directory, major } = options;
  const found = await findCluster(directory);
  if (found !== undefined) return { ...found, major };
  const binaries = await findBinaries(major, options.resolveFrom);
  await prepareFolder(directory);
  const cluster = await withStartLock(clusterFiles(directory).lock, 150_000, async () => {
    // Another process may have started it while this one waited.
    return (await findCluster(directory)) ?? (await start(options, binaries));
  });
  return { ...cluster, major };
}

/** The server of the folder, if it is running and accepts connections. Costs no connection on Linux and macOS. */
export async function findCluster(directory: string): Promise<Cluster | undefined> {
  const state = await readState(directory);
  const password = await readPassword(directory);
  if (state === undefined || password === undefined) return undefined;
  const running = await readPostmaster(state.data);
  if (running === undefined || !running.ready) return undefined;
  const cluster = asCluster(directory, running.port, password);
  const ours = (await isPostmasterOf(running.pid, state.data)) ?? (await servesFolder(cluster, state.data));
  return ours ? cluster : undefined;
}

/** Stops the server of the folder. @returns false when none was running. */
export async function stopCluster(directory: string): Promise<boolean> {
  const state = await readState(directory);
  if (state === undefined) return false;
  return withStartLock(clusterFiles(directory).lock, 150_000, () => stopPostmaster(state));
}

async function start(options: StartOptions, found: Binaries): Promise<Cluster> {
  const { directory, major } = options;
  const state = await readState(directory);
  const place = await findPlace(directory, found, state);
  const { launcher, binaries, data } = place;
  const environment = serverEnvironment(process.env, await linkLibraries(binaries, clusterFiles(directory).libraries));
  const what = `PostgreSQL ${major} in ${directory}`;
  options.onProgress?.({ type: "server", state: "starting", what });
  await removeUnfinished(place.home);
  if (!place.made) {
    await initCluster({
      directory,
      home: place.home,
      binaries,
      launcher,
      environment,
      durable: options.durable ?? true,
    });
    options.onProgress?.({ type: "server", state: "created", what });
  }
  const preferredPort = state?.port;
  const { pid, port } = await runPostmaster({ directory, data, binaries, launcher, environment, preferredPort });
  await writeState(directory, { port, pid, data, native: binaries.native });
  options.onProgress?.({ type: "server", state: "started", what: `${what}, port ${port}` });
  return asCluster(directory, port, must(await readPassword(directory), "the embedded server's password"));
}

/** Where the data are, or are to be, and as whom and with which programs they are served. */
async function findPlace(directory: string, found: Binaries, state: ClusterState | undefined) {
  if (state !== undefined && (await holdsData(state.data, directory))) {
    const launcher = await launcherOf(state.data);
    return { ...(await chooseHome(directory, found, launcher)), launcher, data: state.data, made: true };
  }
  const launcher = await chooseLauncher(directory);
  const chosen = await chooseHome(directory, found, launcher);
  const data = join(chosen.home, "data");
  return { ...chosen, launcher, data, made: await holdsData(data, directory) };
}

/** A data folder whose password is known: without it nobody could log in. */
async function holdsData(data: string, directory: string): Promise<boolean> {
  try {
    await access(join(data, "PG_VERSION"));
  } catch (error) {
    if (isMissing(error)) return false;
    throw folderError(directory, error);
  }
  if ((await readPassword(directory)) !== undefined) return true;
  throw folderError(directory, new Error(`it has data but lacks the file ${clusterFiles(directory).password}`));
}

async function servesFolder(cluster: Cluster, data: string): Promise<boolean> {
  try {
    const connection = await connect(cluster.url("postgres"));
    const [row] = await connection.values("SELECT pg_catalog.current_setting('data_directory')");
    await connection.close();
    return (await realpath(String(row?.[0]))) === (await realpath(data));
  } catch (error) {
    if (error instanceof StrataError || error instanceof ServerError || isMissing(error)) return false;
    throw error;
  }
}

function asCluster(directory: string, port: number, password: string): Cluster {
  return {
    directory,
    port,
    url: (database) =>
      `postgres://${OWNER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    stop: async () => void (await stopCluster(directory)),
  };
}
