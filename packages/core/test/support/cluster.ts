/**
 * Real PostgreSQL for tests: `const { url, drop } = await freshDatabase()`.
 *
 * All files of one run of vitest share one cluster of each major, which is made when a test first asks for it (1 s,
 * nothing is written to disk) and stopped and removed at the end of the run. A fresh database costs some 20 ms. A test
 * that breaks the server itself makes a cluster of its own with `testFolder` and `startCluster`.
 */
import { randomBytes } from "node:crypto";
import { accessSync, chmodSync, constants, mkdtempSync, readdirSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { type Cluster, startCluster, stopCluster } from "../../src/embedded/cluster.js";
import { type Major, majors } from "../../src/types/major.js";
import { isAlive } from "../../src/embedded/process-alive.js";
import { connect } from "../../src/postgres/connect.js";

/** A session beside what is tested, to prepare a database and to look at it; the test closes it. */
export { connect };

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of this run's clusters. */
    readonly testClusters: string;
  }
}

/** Every major that strata supports, for tests that must hold on all of them. */
export const MAJORS: readonly Major[] = majors;

const PREFIX = "strata-test-";

/** An empty database of the shared cluster. `drop` ends the sessions that are still connected to it. */
export async function freshDatabase(
  major: Major = 18,
): Promise<{ url: string; name: string; drop: () => Promise<void> }> {
  const cluster = await sharedCluster(major);
  const name = `t_${randomBytes(8).toString("hex")}`;
  // Without fsync copying the template's files is faster than writing them to the WAL.
  await administer(cluster, `CREATE DATABASE ${name} STRATEGY file_copy`);
  return {
    url: cluster.url(name),
    name,
    drop: () => administer(cluster, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

/** The run's cluster of a major, running. Roles and settings in it are shared by all tests: leave them alone. */
export async function sharedCluster(major: Major = 18): Promise<Cluster> {
  return startTestCluster(join(inject("testClusters"), `postgres-${major}`), major);
}

/** A running cluster in a folder of the test's own, made without fsync. The test stops it. */
export async function startTestCluster(directory: string, major: Major = 18): Promise<Cluster> {
  return startCluster({ directory, major, resolveFrom: [import.meta.dirname], durable: false });
}

/** A new empty folder, in memory where there is room: its name ends with the process that makes it, for who cleans up. */
export function testFolder(): string {
  const folder = mkdtempSync(join(roomyFolder(), `${PREFIX}${process.pid}-`));
  // Root's servers run as another user where root may not make user namespaces.
  chmodSync(folder, 0o711);
  return folder;
}

/** Stops the clusters in the folders of a `testFolder` and removes it. */
export async function removeTestFolder(folder: string): Promise<void> {
  for (const name of readdirSync(folder)) await stopCluster(join(folder, name)).catch(() => false);
  rmSync(folder, { recursive: true, force: true });
}

/** Removes what runs left behind that were killed. */
export async function removeLeftovers(): Promise<void> {
  const parent = roomyFolder();
  for (const name of readdirSync(parent)) {
    const pid = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    // Another run may be removing it too, or it is another user's.
    await removeTestFolder(join(parent, name)).catch(() => undefined);
  }
}

async function administer(cluster: Cluster, statement: string): Promise<void> {
  const connection = await connect(cluster.url("postgres"));
  try {
    await connection.run(statement);
  } finally {
    await connection.close();
  }
}

/** The file system in memory, unless it is as small as containers often have it. */
function roomyFolder(): string {
  try {
    const memory = "/dev/shm";
    accessSync(memory, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize > 2 ** 30 ? memory : tmpdir();
  } catch {
    return tmpdir();
  }
}
