import { execFile } from "node:child_process";
import { readFile, readlink, realpath } from "node:fs/promises";
import { promisify } from "node:util";
import { hasSystemCode } from "../lib/system-error.js";

/** Whether a process of this number exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasSystemCode(error, "EPERM");
  }
}

/**
 * Whether the process is the postmaster of this data folder, and not another one that got its number after a reboot.
 * Undefined where the operating system does not tell: then only a connection can show it.
 */
export async function isPostmasterOf(pid: number, dataFolder: string): Promise<boolean | undefined> {
  if (process.platform === "win32") return undefined;
  try {
    const folder = await realpath(dataFolder);
    // A postmaster works in its data folder, also when that was moved since.
    if (process.platform === "linux") return (await readlink(`/proc/${pid}/cwd`)) === folder;
  } catch (error) {
    if (!hasSystemCode(error, "EACCES", "EPERM")) return hasSystemCode(error, "ENOENT", "ESRCH") ? false : undefined;
  }
  const command = await commandOf(pid);
  return command?.includes(dataFolder);
}

/** The process's command with its parameters, among them the data folder as it was written at the start. */
async function commandOf(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === "linux") return await readFile(`/proc/${pid}/cmdline`, "utf8");
    return (await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)])).stdout;
  } catch {
    return undefined;
  }
}
