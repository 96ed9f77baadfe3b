import { createHash } from "node:crypto";
import { chmod, chown, cp, lstat, mkdir, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasSystemCode } from "../lib/system-error.js";
import { folderError } from "./cluster-folder.js";
import type { Binaries } from "./find-binaries.js";
import { type Launcher, launch } from "./launcher.js";

/**
 * Where the server's user can keep the data: the cluster's folder, or when it cannot go there (root's home), a folder
 * of root's in the machine's folder for temporary files that survive a reboot. The binaries are copied there when they
 * are out of its reach too.
 */
export async function chooseHome(
  directory: string,
  binaries: Binaries,
  launcher: Launcher,
): Promise<{ home: string; binaries: Binaries }> {
  if (launcher.kind !== "user") return { home: directory, binaries };
  if ((await stat(directory)).uid === 0) await chmod(directory, 0o711);
  const reachable = await reaches(launcher, directory);
  const home = reachable ? directory : await makeHome(directory);
  if (await reaches(launcher, join(binaries.native, "bin", "postgres"))) return { home, binaries };
  const copy = join(home, `postgres-${binaries.version}`);
  if ((await lstat(copy).catch(() => undefined)) === undefined) {
    const growing = `${copy}.${process.pid}`;
    await cp(binaries.native, join(growing, "native"), { recursive: true, verbatimSymlinks: true });
    await rename(growing, copy);
  }
  return { home, binaries: { ...binaries, native: join(copy, "native") } };
}

async function reaches(launcher: Launcher, path: string): Promise<boolean> {
  try {
    await launch(launcher, "test", ["-x", path], { cwd: "/", env: process.env });
    return true;
  } catch {
    return false;
  }
}

/** A name that others can foresee, in a folder that all may write: it counts only if it is root's own folder. */
async function makeHome(directory: string): Promise<string> {
  const parent = (await lstat("/var/tmp").catch(() => undefined))?.isDirectory() ? "/var/tmp" : tmpdir();
  const home = join(parent, `strata-${createHash("sha256").update(directory).digest("hex").slice(0, 16)}`);
  await mkdir(home, { mode: 0o711 }).catch((error: unknown) => {
    if (!hasSystemCode(error, "EEXIST")) throw error;
  });
  const found = await lstat(home);
  if (!found.isDirectory() || found.uid !== 0 || (found.mode & 0o022) !== 0) {
    throw folderError(home, new Error("the folder belongs to somebody else"));
  }
  return home;
}

/** Removes what an interrupted start left, makes an empty folder and gives it to the server's user. */
export async function freshFolder(folder: string, launcher: Launcher): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { mode: 0o700 });
  if (launcher.kind === "user") await chown(folder, launcher.uid, launcher.gid);
}
