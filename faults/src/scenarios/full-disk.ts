import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, openSync, closeSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "@strata/core/test-connection";
import { judgeNow, judgeRepeated } from "../afterwards.js";
import { readState } from "../database-state.js";
import { errorOf, judgeEnd, judgeExit } from "../judge.js";
import type { Scenario } from "../scenario.js";
import { runStrata, startStrata } from "../strata-process.js";

/** A disk that fills up below a database in the middle of a run, and a standard output that takes nothing. */
export const fullDisk: Scenario = {
  name: "full-disk",
  summary: "a small file system fills up in the middle of a run; standard output is full",
  onlyLong: "only the long form mounts a file system",
  runs: { short: 0, long: 16 },
  parallel: 1,
  missing: () => (process.getuid?.() === 0 && canMount() ? undefined : "this process may not mount a file system"),
  async run(bed, { index, random }) {
    const reference = await bed.reference({ environment: "production", direction: "up" });
    const { root: cwd } = await bed.workspace();
    if (index % 4 === 3) return fullOutput(cwd, reference, await bed.emptyDatabase());

    const cluster = await bed.cluster();
    const folder = bed.newFolder(`small-${index}`);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=32m", "tmpfs", folder]);
    const admin = await connect(cluster.url("postgres"), { applicationName: "faults" });
    const [name, space] = [`full_${index}`, `small_${index}`];
    try {
      // The server may run as another user than this process.
      const [data] = await admin.values("SELECT current_setting('data_directory')");
      const { uid, gid } = statSync(String(data?.[0]));
      chownSync(folder, uid, gid);
      chmodSync(folder, 0o700);
      await admin.run(`CREATE TABLESPACE ${space} LOCATION '${folder}'`);
      await admin.run(`CREATE DATABASE ${name} TABLESPACE ${space} STRATEGY file_copy`);
      const options = { cwd, url: cluster.url(name) };
      const filler = join(folder, "filler");
      const point = random.pick(reference.points.filter(({ event }) => event === "after BEGIN"));
      const ended = await startStrata(reference.args, {
        ...options,
        failpoints: [{ event: point.event, nth: point.nth, action: "stop" }],
        onTold: () => fill(filler),
      }).ended;
      const breaks = judgeExit("the run on a full disk", ended, 0, 5, 9);
      const error = errorOf(ended.stdout);
      // What runs outside of a transaction has kept something, and tells the server's reason in its own error.
      const isTold = error?.code === "DISK_FULL" || /No space left/u.test(error?.message ?? "");
      if (error !== undefined && !isTold) breaks.push(`the disk is full, and it says ${error.code}: ${error.message}`);
      rmSync(filler, { force: true });
      breaks.push(...(await judgeNow(reference, options.url)), ...(await judgeRepeated(reference, options)));
      return { faults: [`database: exit ${ended.exitCode}`], breaks };
    } finally {
      await admin.run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.run(`DROP TABLESPACE IF EXISTS ${space}`);
      await admin.close();
      execFileSync("umount", [folder]);
    }
  },
};

async function fullOutput(
  cwd: string,
  reference: Parameters<typeof judgeEnd>[0],
  database: { readonly url: string; drop(): Promise<void> },
) {
  const stdoutTo = openSync("/dev/full", "w");
  try {
    const ended = await runStrata(reference.args, { cwd, url: database.url, stdoutTo });
    const breaks = judgeExit("the run whose output cannot be written", ended, 1);
    if (!/OUTPUT_FAILED|cannot be written/.test(ended.stderr))
      breaks.push(`it does not say why: ${ended.stderr.trim()}`);
    return { faults: ["standard output"], breaks: [...breaks, ...judgeEnd(reference, await readState(database.url))] };
  } finally {
    closeSync(stdoutTo);
    await database.drop();
  }
}

/** Takes what room there is, and then the last bytes. */
function fill(file: string): void {
  for (const size of [1 << 20, 1 << 16, 1 << 12]) {
    try {
      for (;;) writeFileSync(file, Buffer.alloc(size), { flag: "a" });
    } catch {
      // ENOSPC is what is wanted.
    }
  }
}

function canMount(): boolean {
  return existsSync("/dev/full") && existsSync("/proc/mounts") && mayMount();
}

function mayMount(): boolean {
  try {
    execFileSync("unshare", ["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
