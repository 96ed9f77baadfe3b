import { randomBytes } from "node:crypto";
import { appendFile, chown, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { StrataError } from "../errors/strata-error.js";
import { OWNER, clusterFiles } from "./cluster-folder.js";
import { type Binaries, programPath } from "./find-binaries.js";
import { writePrivate } from "./json-file.js";
import { type Launcher, launch } from "./launcher.js";
import { freshFolder } from "./server-home.js";

/** What a new cluster is made of. */
export interface InitOptions {
  readonly directory: string;
  /** Where the data folder goes. */
  readonly home: string;
  readonly binaries: Binaries;
  readonly launcher: Launcher;
  readonly environment: NodeJS.ProcessEnv;
  readonly durable: boolean;
}

/**
 * Makes a new cluster: UTF-8, ordered by code point so that every machine sorts alike, one owner with a random
 * password that is kept in a file of the cluster's folder. The folder `data` of the home appears when it is complete.
 *
 * @throws StrataError EMBEDDED_START_FAILED with the words of initdb; no data folder is left then.
 */
export async function initCluster(options: InitOptions): Promise<void> {
  const { directory, home, launcher } = options;
  const password = randomBytes(18).toString("base64url");
  const growing = join(home, `data.new-${process.pid}`);
  const passwordFile = join(home, `data.new-${process.pid}-password`);
  await writePrivate(clusterFiles(directory).password, `${password}\n`);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (launcher.kind === "user") await chown(passwordFile, launcher.uid, launcher.gid);
  try {
    await initdb(options, growing, passwordFile);
    await appendFile(join(growing, "postgresql.conf"), settings(options.durable));
    await rename(growing, join(home, "data"));
  } catch (error) {
    await rm(growing, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** Removes what an `initCluster` that was killed left in a home. Safe only under the cluster's start lock. */
export async function removeUnfinished(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (name.startsWith("data.new-")) await rm(join(home, name), { recursive: true, force: true });
  }
}

async function initdb(options: InitOptions, folder: string, passwordFile: string): Promise<void> {
  const { binaries, launcher, environment, durable } = options;
  const common = [
    `--pgdata=${folder}`,
    `--username=${OWNER}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    ...(durable ? [] : ["--no-sync"]),
  ];
  // The operating system's C.UTF-8 knows letters beyond ASCII; where there is none, plain C orders alike.
  const locales =
    binaries.major >= 17
      ? [["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]]
      : [["--locale=C", "--lc-ctype=C.UTF-8"], ["--locale=C"]];
  let problem: unknown;
  for (const locale of locales) {
    await freshFolder(folder, launcher);
    try {
      return await launch(launcher, programPath(binaries, "initdb"), [...common, ...locale], {
        cwd: options.home,
        env: environment,
      });
    } catch (error) {
      problem = error;
      if (!/locale/i.test(said(error))) break;
    }
  }
  throw new StrataError("EMBEDDED_START_FAILED", `no database cluster could be made in ${options.home}`, {
    hint: said(problem).trim().split("\n").slice(-5).join("\n"),
    cause: problem,
  });
}

function said(error: unknown): string {
  return error instanceof Error && "stderr" in error && error.stderr !== "" ? String(error.stderr) : String(error);
}

/**
 * Same time zone and language everywhere, local TCP only. A developer's data survives the death of the server and of
 * the machine; what is thrown away anyway need not be written to the disk.
 */
function settings(durable: boolean): string {
  const lines = [
    "",
    "# strata",
    "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''",
    "timezone = 'UTC'",
    "log_timezone = 'UTC'",
    "lc_messages = 'C'",
    "max_connections = 200",
    ...(durable
      ? []
      : [
          "fsync = off",
          "synchronous_commit = off",
          "full_page_writes = off",
          "wal_level = minimal",
          "max_wal_senders = 0",
          "max_wal_size = 256MB",
          "autovacuum = off",
        ]),
  ];
  return `${lines.join("\n")}\n`;
}
