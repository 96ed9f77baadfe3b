import type { ChildProcess } from "node:child_process";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { StrataError } from "../errors/strata-error.js";
import { clusterFiles } from "./cluster-folder.js";
import { type Binaries, programPath } from "./find-binaries.js";
import { freePort, isFree } from "./free-port.js";
import { giveToFolder } from "./json-file.js";
import { type Launcher, launchDetached } from "./launcher.js";
import { postmasterFile, readPostmaster } from "./postmaster-file.js";
import { isPostmasterOf } from "./process-alive.js";

/** A start includes recovery after a crash. */
const PATIENCE_MS = 120_000;
/** Backends of a postmaster that was killed take a moment to notice. */
const LEFTOVERS_MS = 15_000;
const LARGEST_LOG = 10_000_000;

/** What is to be run. */
export interface PostmasterOptions {
  readonly directory: string;
  readonly data: string;
  readonly binaries: Binaries;
  readonly launcher: Launcher;
  readonly environment: NodeJS.ProcessEnv;
  readonly preferredPort: number | undefined;
}

/**
 * Starts the postmaster of a data folder, detached from this process, and waits until it accepts connections; joins
 * one that is starting or recovering already. The caller holds the cluster's start lock.
 *
 * @throws StrataError EMBEDDED_START_FAILED with the last lines of the server's log.
 */
export async function runPostmaster(options: PostmasterOptions): Promise<{ pid: number; port: number }> {
  const start = performance.now();
  let preferred = options.preferredPort;
  for (;;) {
    const running = await joinRunning(options, start);
    if (running !== undefined) return running;
    const port = await freePort(options.directory, preferred);
    const { started, said } = await startOn(port, options, start);
    if (started !== undefined) return started;
    const waited = performance.now() - start;
    if (/could not bind|Address already in use/i.test(said) && waited < LEFTOVERS_MS) preferred = port + 1;
    else if (/pre-existing shared memory|lock file .* already exists/.test(said) && waited < LEFTOVERS_MS)
      await sleep(200);
    else throw startFailed(options, said);
  }
}

async function joinRunning(
  options: PostmasterOptions,
  start: number,
): Promise<{ pid: number; port: number } | undefined> {
  for (;;) {
    const found = await readPostmaster(options.data);
    if (found === undefined) return undefined;
    const ours = (await isPostmasterOf(found.pid, options.data)) ?? !(found.ready && (await isFree(found.port)));
    if (!ours) {
      // Another process has the number now, and PostgreSQL would take it for a running server.
      await rm(postmasterFile(options.data), { force: true });
      return undefined;
    }
    if (found.ready) return { pid: found.pid, port: found.port };
    if (performance.now() - start > PATIENCE_MS) throw startFailed(options, await readLog(options.directory, 0));
    await sleep(50);
  }
}

async function startOn(
  port: number,
  options: PostmasterOptions,
  start: number,
): Promise<{ started?: { pid: number; port: number }; said: string }> {
  const { directory, data, binaries, launcher, environment } = options;
  const logFile = clusterFiles(directory).log;
  const before = await logSize(logFile);
  const log = await open(before > LARGEST_LOG ? await setAside(logFile) : logFile, "a", 0o600);
  let child: ChildProcess;
  try {
    await giveToFolder(logFile);
    child = launchDetached(launcher, programPath(binaries, "postgres"), ["-D", data, "-p", String(port)], {
      cwd: data,
      env: environment,
      log: log.fd,
    });
  } finally {
    await log.close();
  }
  let failure: Error | undefined;
  child.once("error", (error) => (failure = error));
  child.unref();
  while (child.exitCode === null && child.signalCode === null && failure === undefined) {
    const found = await readPostmaster(data);
    if (found?.ready && found.pid === child.pid) return { started: { pid: found.pid, port: found.port }, said: "" };
    if (performance.now() - start > PATIENCE_MS) {
      child.kill("SIGQUIT");
      break;
    }
    await sleep(10);
  }
  const said = await readLog(directory, before > LARGEST_LOG ? 0 : before);
  return { said: failure === undefined ? said : `${said}${failure.message}` };
}

function startFailed(options: PostmasterOptions, said: string): StrataError {
  const lines = said.trim().split("\n").slice(-12).join("\n");
  return new StrataError("EMBEDDED_START_FAILED", `the embedded server of ${options.directory} does not start`, {
    hint: `The server's log ends:\n${lines}\nAll of it: ${clusterFiles(options.directory).log}`,
  });
}

async function readLog(directory: string, from: number): Promise<string> {
  const content = await readFile(clusterFiles(directory).log).catch(() => Buffer.alloc(0));
  return content.subarray(from).toString("utf8");
}

async function logSize(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

async function setAside(file: string): Promise<string> {
  await rename(file, `${file}.old`);
  return file;
}
