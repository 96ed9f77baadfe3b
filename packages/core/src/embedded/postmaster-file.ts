import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "../lib/system-error.js";
import { isAlive } from "./process-alive.js";

/** What a postmaster writes into its data folder. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** It accepts connections: it is neither starting, recovering nor stopping. */
  readonly ready: boolean;
}

/** Path of the file in a data folder. */
export function postmasterFile(dataFolder: string): string {
  return join(dataFolder, "postmaster.pid");
}

/**
 * Reads `postmaster.pid`; undefined when there is none, or no process of that number. Its lines are documented in
 * src/include/utils/pidfile.h of PostgreSQL.
 */
export async function readPostmaster(dataFolder: string): Promise<Postmaster | undefined> {
  try {
    const lines = (await readFile(postmasterFile(dataFolder), "utf8")).split("\n");
    const pid = Number(lines[0]);
    return isAlive(pid) ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === "ready" } : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
