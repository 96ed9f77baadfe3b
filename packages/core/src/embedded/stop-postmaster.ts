import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StrataError } from "../errors/strata-error.js";
import type { ClusterState } from "./cluster-folder.js";
import { programPath } from "./find-binaries.js";
import { launch } from "./launcher.js";
import { readPostmaster } from "./postmaster-file.js";
import { isAlive, isPostmasterOf } from "./process-alive.js";

/**
 * Stops the postmaster of a data folder: sessions are ended, then what is in memory is written. After 30 s it is ended
 * at once, and recovers at the next start.
 *
 * @returns false when none was running.
 * @throws StrataError EMBEDDED_STOP_FAILED when it is still there after all that.
 */
export async function stopPostmaster(state: ClusterState): Promise<boolean> {
  const running = await readPostmaster(state.data);
  if (running === undefined || (await isPostmasterOf(running.pid, state.data)) === false) return false;
  if (process.platform === "win32") {
    // Windows has no signals that a server could catch; pg_ctl sends its own kind.
    const program = programPath(state, "pg_ctl");
    await launch({ kind: "self" }, program, ["stop", "-m", "fast", "-D", state.data], {
      cwd: dirname(state.data),
      env: process.env,
    });
    return true;
  }
  for (const [signal, patienceMs] of [
    ["SIGINT", 30_000],
    ["SIGQUIT", 10_000],
  ] as const) {
    process.kill(running.pid, signal);
    if (await hasEnded(running.pid, patienceMs)) return true;
  }
  throw new StrataError("EMBEDDED_STOP_FAILED", `the embedded server, process ${running.pid}, does not stop`, {
    hint: `Its data are in ${state.data}.`,
  });
}

async function hasEnded(pid: number, patienceMs: number): Promise<boolean> {
  for (const start = performance.now(); performance.now() - start < patienceMs; await sleep(10)) {
    if (!isAlive(pid)) return true;
  }
  return false;
}
