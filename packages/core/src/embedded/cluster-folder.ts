import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StrataError } from "../errors/strata-error.js";
import { hasSystemCode, isMissing } from "../lib/system-error.js";
import { readJsonFile, writePrivate } from "./json-file.js";

/** What a cluster's folder says of the cluster; written whole or not at all. */
export interface ClusterState {
  readonly port: number;
  /** Of the postmaster that was started last. */
  readonly pid: number;
  /** Folder of the data: `data` within the cluster's folder, or elsewhere when the server's user cannot go there. */
  readonly data: string;
  /** Where the programs are that run it. */
  readonly native: string;
}

/** The name of the role that owns everything in an embedded cluster. */
export const OWNER = "postgres";

const FORMAT = 1;

/** The files of a cluster's folder. */
export function clusterFiles(directory: string) {
  return {
    state: join(directory, "server.json"),
    password: join(directory, "password"),
    log: join(directory, "server.log"),
    lock: join(directory, "lock"),
    data: join(directory, "data"),
    libraries: join(directory, "lib"),
  };
}

/**
 * Makes the cluster's folder, for its owner alone, and keeps git from looking into it.
 *
 * @throws StrataError EMBEDDED_FOLDER when this user cannot write there.
 */
export async function prepareFolder(directory: string): Promise<void> {
  try {
    await mkdir(dirname(directory), { recursive: true });
    await mkdir(directory, { mode: 0o700 }).catch((error: unknown) => {
      if (!hasSystemCode(error, "EEXIST")) throw error;
    });
    await writeFile(join(directory, ".gitignore"), "*\n", { flag: "wx" }).catch((error: unknown) => {
      if (!hasSystemCode(error, "EEXIST")) throw error;
    });
  } catch (error) {
    throw folderError(directory, error);
  }
}

/** The state that was written last; undefined when there is none. A data folder within a folder that was moved has moved with it. */
export async function readState(directory: string): Promise<ClusterState | undefined> {
  let content: Record<string, unknown> | undefined;
  try {
    content = await readJsonFile(clusterFiles(directory).state);
  } catch (error) {
    throw folderError(directory, error);
  }
  if (content?.["format"] !== FORMAT) return undefined;
  const elsewhere = content["data"];
  return {
    port: Number(content["port"]),
    pid: Number(content["pid"]),
    data: typeof elsewhere === "string" ? elsewhere : clusterFiles(directory).data,
    native: String(content["native"]),
  };
}

/** Writes the state. */
export async function writeState(directory: string, state: ClusterState): Promise<void> {
  const { data, ...rest } = state;
  const elsewhere = data === clusterFiles(directory).data ? {} : { data };
  await writePrivate(clusterFiles(directory).state, `${JSON.stringify({ format: FORMAT, ...rest, ...elsewhere })}\n`);
}

/** The owner's password; undefined when there is no cluster yet. */
export async function readPassword(directory: string): Promise<string | undefined> {
  try {
    return (await readFile(clusterFiles(directory).password, "utf8")).trim();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw folderError(directory, error);
  }
}

/** What the operating system has against a folder of the cluster, as an error that says what to do. */
export function folderError(folder: string, error: unknown): unknown {
  if (error instanceof StrataError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new StrataError("EMBEDDED_FOLDER", `the folder ${folder} of the embedded server cannot be used: ${reason}`, {
    hint: "Run as the user who owns it, or remove it when its databases are no longer needed.",
    cause: error,
  });
}
