import { randomBytes } from "node:crypto";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { StrataError } from "../errors/strata-error.js";
import { hasSystemCode, isMissing } from "../lib/system-error.js";
import { isAlive } from "./process-alive.js";

/** No start takes longer; an older lock was left behind, whatever process has its number now. */
const STALE_AFTER_MS = 5 * 60_000;

/**
 * Runs the work while no other process of this machine runs its own under the same lock file. A lock whose process has
 * ended is taken over. Should two processes take over the same one in the same instant, both may run: the work must not
 * break by that, only be wasted.
 *
 * @throws StrataError EMBEDDED_BUSY when the lock is not to be had within `waitMs`.
 */
export async function withStartLock<T>(file: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const mine = `${process.pid} ${randomBytes(8).toString("hex")}\n`;
  const start = performance.now();
  while (!(await take(file, mine))) {
    if (performance.now() - start > waitMs) {
      const [pid] = ((await content(file)) ?? "").split(" ");
      throw new StrataError(
        "EMBEDDED_BUSY",
        `process ${pid || "?"} has been starting or stopping this server for a long time`,
        {
          hint: `Run again when it is done. If no such process exists, remove ${file}.`,
        },
      );
    }
    await sleep(50);
  }
  try {
    return await work();
  } finally {
    if ((await content(file)) === mine) await rm(file, { force: true });
  }
}

async function take(file: string, mine: string): Promise<boolean> {
  try {
    await writeFile(file, mine, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (!hasSystemCode(error, "EEXIST")) throw error;
  }
  const held = await content(file);
  if (held !== undefined && (await isStale(file, held))) await removeStale(file, held);
  return false;
}

async function isStale(file: string, held: string): Promise<boolean> {
  const age = Date.now() - ((await stat(file).catch(() => undefined))?.mtimeMs ?? Date.now());
  const pid = Number(held.split(" ")[0]);
  // A lock without a number was created a moment ago, or by a process that died in between.
  return age > STALE_AFTER_MS || (held.endsWith("\n") ? !isAlive(pid) : age > 2000);
}

/** Moves the lock aside before it is removed, so that of two who find it stale one removes it, and looks at what it moved. */
async function removeStale(file: string, held: string): Promise<void> {
  const aside = `${file}.${process.pid}-${randomBytes(4).toString("hex")}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  if ((await content(aside)) === held) await rm(aside, { force: true });
  else await rename(aside, file);
}

async function content(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
