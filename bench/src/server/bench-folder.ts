import { accessSync, constants, readFileSync, statfsSync } from "node:fs";
import { chmod, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { stopDatabase } from "@strata/core";

const PREFIX = "strata-bench-";

/**
 * Makes a folder for server, input and output, in memory where there is room: a file system that writes to a disk would
 * be part of every figure. Removes those of runs that were killed.
 */
export async function makeBenchFolder(): Promise<string> {
  const parent = roomyFolder();
  await removeLeftovers(parent);
  const folder = await realpath(await mkdtemp(join(parent, `${PREFIX}${process.pid}-`)));
  // Root's server may run as another user.
  await chmod(folder, 0o711);
  return folder;
}

/** Stops the server of a folder and removes all of it. */
export async function removeBenchFolder(folder: string): Promise<void> {
  // Without a workspace in it there is no server either.
  await stopDatabase({ cwd: folder, env: {} }).catch(() => undefined);
  await rm(folder, { recursive: true, force: true });
}

/** The kind of file system a folder lies on, as the system calls it: `tmpfs`, `ext4`; undefined where it does not say. */
export function fileSystemOf(folder: string): string | undefined {
  try {
    const mounts = readFileSync("/proc/self/mounts", "utf8")
      .split("\n")
      .map((line) => line.split(" "))
      .filter(([, at = ""]) => at === sep || folder === at || folder.startsWith(`${at}${sep}`));
    return mounts.toSorted((a, b) => (a[1] ?? "").length - (b[1] ?? "").length).at(-1)?.[2];
  } catch {
    return undefined;
  }
}

function roomyFolder(): string {
  try {
    accessSync("/dev/shm", constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync("/dev/shm");
    return bavail * bsize > 2 ** 32 ? "/dev/shm" : tmpdir();
  } catch {
    return tmpdir();
  }
}

async function removeLeftovers(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await removeBenchFolder(join(parent, name)).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
