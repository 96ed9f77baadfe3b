/**
 * A second server that follows a first one by streaming, and can be promoted:
 *
 *     const folder = testFolder();
 *     const primary = await startPrimary(join(folder, "primary"), 18);
 *     const standby = await startStandby(primary, join(folder, "standby"));
 *     await standby.promote();
 *     await removeTestFolder(folder);
 *
 * The packages of the embedded server hold no pg_basebackup: the data are copied file by file between pg_backup_start and
 * pg_backup_stop. https://www.postgresql.org/docs/current/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP
 */
import { randomBytes } from "node:crypto";
import { appendFile, copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cluster, startCluster, stopCluster } from "../../src/embedded/cluster.js";
import { clusterFiles, readState, writeState } from "../../src/embedded/cluster-folder.js";
import { programPath } from "../../src/embedded/find-binaries.js";
import { freePort } from "../../src/embedded/free-port.js";
import { launch, launcherOf, serverEnvironment } from "../../src/embedded/launcher.js";
import { postmasterFile, readPostmaster } from "../../src/embedded/postmaster-file.js";
import { freshFolder } from "../../src/embedded/server-home.js";
import { must } from "../../src/errors/internal-error.js";
import { connect } from "../../src/postgres/connect.js";
import type { Major } from "../../src/types/major.js";

export interface Standby {
  readonly directory: string;
  readonly port: number;
  /** For the cluster's owner, whose password is the primary's. */
  url(database: string): string;
  /** Resolves when everything that the primary has written until now can be read here. */
  caughtUp(): Promise<void>;
  /** From now on it hears nothing of its primary: what the primary writes is lost when it is promoted. */
  cutOff(): Promise<void>;
  /** Makes it a primary with a timeline of its own; resolves when it takes writes. */
  promote(): Promise<void>;
  stop(): Promise<void>;
}

/** A running cluster that a standby can follow: those of `startTestCluster` write too little to their WAL. */
export function startPrimary(directory: string, major: Major = 18): Promise<Cluster> {
  return startCluster({ directory, major, resolveFrom: [import.meta.dirname], durable: true });
}

/**
 * Copies a running primary into a folder of its own and starts the copy as a standby, which answers queries when this
 * resolves. `settings` are lines of postgresql.conf, such as `hot_standby = off`; then nothing is waited for.
 */
export async function startStandby(
  primary: Cluster,
  directory: string,
  settings: readonly string[] = [],
): Promise<Standby> {
  const from = must(await readState(primary.directory), "the primary's state");
  const launcher = await launcherOf(from.data);
  const environment = serverEnvironment(process.env, {});
  const data = join(directory, "data");
  const slot = `standby_${randomBytes(4).toString("hex")}`;
  await mkdir(directory, { mode: 0o711 });
  await copyFile(clusterFiles(primary.directory).password, clusterFiles(directory).password);

  const admin = await connect(primary.url("postgres"));
  await admin.values("SELECT pg_create_physical_replication_slot($1, true)", [slot]);
  await admin.values("SELECT pg_backup_start('standby', true)");
  await freshFolder(data, launcher);
  await launch(launcher, "cp", ["-a", `${from.data}/.`, data], { cwd: "/", env: environment });
  const [label] = await admin.values("SELECT labelfile FROM pg_backup_stop()");
  await admin.close();

  await rm(postmasterFile(data), { force: true });
  await rm(join(data, "pg_wal"), { recursive: true });
  for (const folder of ["pg_wal", "pg_wal/archive_status"]) await freshFolder(join(data, folder), launcher);
  for (const file of ["backup_label", "standby.signal"]) {
    await launch(launcher, "touch", [join(data, file)], { cwd: "/", env: environment });
  }
  await writeFile(join(data, "backup_label"), String(label?.[0]));
  const { password, username } = new URL(primary.url("postgres"));
  const source = `host=127.0.0.1 port=${primary.port} user=${username} password=${decodeURIComponent(password)}`;
  const lines = ["", `primary_conninfo = '${source}'`, `primary_slot_name = '${slot}'`, ...settings, ""];
  await appendFile(join(data, "postgresql.conf"), lines.join("\n"));

  const port = await freePort(directory, undefined);
  const control = (...parameters: string[]): Promise<void> =>
    launch(launcher, programPath(from, "pg_ctl"), [...parameters, "-D", data], { cwd: data, env: environment });
  const wait = settings.some((line) => /^hot_standby\s*=\s*off/.test(line)) ? "-W" : "-w";
  await control("start", wait, "-l", join(data, "server.log"), "-o", `-p ${port}`);
  while ((await readPostmaster(data)) === undefined) await sleep(10);
  // Where `removeTestFolder` looks for what it has to stop.
  const { pid } = must(await readPostmaster(data), "the standby's postmaster");
  await writeState(directory, { port, pid, data, native: from.native });

  const url = (database: string): string => {
    const here = new URL(primary.url(database));
    here.port = String(port);
    return here.href;
  };
  return {
    directory,
    port,
    url,
    caughtUp: () => caughtUp(primary.url("postgres"), url("postgres")),
    cutOff: () => cutOff(url("postgres")),
    promote: () => control("promote", "-w"),
    stop: async () => void (await stopCluster(directory)),
  };
}

async function cutOff(standby: string): Promise<void> {
  const admin = await connect(standby);
  try {
    await admin.values("ALTER SYSTEM SET primary_conninfo = ''");
    await admin.values("SELECT pg_reload_conf()");
    while ((await admin.values("SELECT 1 FROM pg_stat_wal_receiver")).length > 0) await sleep(10);
  } finally {
    await admin.close();
  }
}

async function caughtUp(primary: string, standby: string): Promise<void> {
  const [from, to] = [await connect(primary), await connect(standby)];
  try {
    const [written] = await from.values("SELECT pg_current_wal_lsn()::text");
    const replayed = "SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn";
    while ((await to.values(replayed, [String(written?.[0])]))[0]?.[0] !== true) await sleep(10);
  } finally {
    await Promise.all([from.close(), to.close()]);
  }
}
