import { execFile } from "node:child_process";
import { readlink, realpath } from "node:fs/promises";
import { promisify } from "node:util";
import { hasSystemCode } from "./json-file.js";

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
  try {
    const folder = await realpath(dataFolder);
    // A postmaster works in its data folder, and strata starts it with that folder as a parameter.
    if (process.platform === "linux") return (await readlink(`/proc/${pid}/cwd`)) === folder;
    if (process.platform === "darwin") {
      const { stdout } = await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]);
      return stdout.includes(dataFolder) || stdout.includes(folder);
    }
    return undefined;
  } catch (error) {
    return hasSystemCode(error, "ENOENT", "ESRCH") ? false : undefined;
  }
}
