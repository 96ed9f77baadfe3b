import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { ProgressEvent } from "../../src/plan/progress.js";
import { claimScratchName, createScratch } from "../../src/postgres/scratch-databases.js";
import { doctor } from "../../src/usecases/look/doctor.js";
import { withScratch } from "../../src/usecases/scratch/with-scratch.js";
import { rowsOf } from "../run/workspace.js";
import { connect, removeTestFolder, sharedCluster, startTestCluster, testFolder } from "../support/cluster.js";
import { scratchServer, scratchWorkspace } from "./scratch-workspace.js";

const exists = async (name: string): Promise<boolean> =>
  (await rowsOf(await scratchServer(), `SELECT FROM pg_database WHERE datname = '${name}'`)).length === 1;

/** The name of the database that the work was given. */
async function nameOf(cwd: string, after: (name: string) => Promise<unknown> = async () => {}): Promise<string> {
  let name = "";
  await withScratch({ cwd }, async ({ connection }) => {
    name = connection.target.database;
    await after(name);
  }).catch((error: unknown) => {
    if (!(error instanceof Error && error.message === "on purpose")) throw error;
  });
  return name;
}

test("the database is there for the work, empty, and gone afterwards, whatever came of the work", async () => {
  const cwd = await scratchWorkspace({});
  const done = await nameOf(cwd, async (name) => expect(await exists(name)).toBe(true));
  expect(done).toMatch(/^strata_scratch_[0-7][0-9a-f]{7}$/);
  expect(await exists(done)).toBe(false);
  const failed = await nameOf(cwd, async () => {
    throw new Error("on purpose");
  });
  expect(failed).not.toBe(done);
  expect(await exists(failed)).toBe(false);
});

test("it is gone when the work's own connection is still busy, and when the server has ended every session", async () => {
  const cwd = await scratchWorkspace({});
  const other = await nameOf(cwd, async (name) => {
    const busy = await connect((await sharedCluster()).url(name));
    busy.query("SELECT pg_sleep(60)").catch(() => undefined);
  });
  expect(await exists(other)).toBe(false);
  const ended = await nameOf(cwd, async (name) => {
    const number = Number.parseInt(name.slice(-8), 16);
    const keepers = `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = ${number}`;
    expect(await rowsOf(await scratchServer(), keepers)).toHaveLength(1);
    throw new Error("on purpose");
  });
  expect(await exists(ended)).toBe(false);
});

test("an aborted signal makes none, or drops the one that there is", async () => {
  const cwd = await scratchWorkspace({});
  await expect(withScratch({ cwd, signal: AbortSignal.abort() }, async () => {})).rejects.toMatchObject({
    code: "INTERRUPTED",
  });
  const stop = new AbortController();
  let name = "";
  const work = withScratch({ cwd, signal: stop.signal }, async ({ connection }) => {
    name = connection.target.database;
    stop.abort();
    stop.signal.throwIfAborted();
  });
  await expect(work).rejects.toThrow(/abort/i);
  expect(await exists(name)).toBe(false);
});

test("what a process left behind that was killed is dropped by the next; what is in use stays", async () => {
  const killed = await connect(await scratchServer());
  const inUse = await connect(await scratchServer());
  onTestFinished(() => inUse.close());
  const [left, used] = [await claimScratchName(killed), await claimScratchName(inUse)];
  await createScratch(killed, left);
  await createScratch(inUse, used);
  // A session of the killed process that the server has not noticed yet.
  const half = await connect((await sharedCluster()).url(left));
  onTestFinished(() => half.close());
  await killed.close();
  const cwd = await scratchWorkspace({});
  await withScratch({ cwd }, async () => {});
  expect([await exists(left), await exists(used)]).toEqual([false, true]);
  await inUse.close();
  await withScratch({ cwd }, async () => {});
  expect(await exists(used)).toBe(false);
});

test("the roles of the configuration are made without login, once", async () => {
  const server = await scratchServer();
  const name = `scratch_role_${process.pid}`;
  onTestFinished(() => rowsOf(server, `DROP ROLE IF EXISTS ${name}`).then(() => undefined));
  const cwd = await scratchWorkspace({}, { roles: [name, "postgres"] });
  const login = () => rowsOf(server, `SELECT rolcanlogin FROM pg_roles WHERE rolname = '${name}'`);
  await Promise.all([1, 2].map(() => withScratch({ cwd }, async () => {})));
  expect(await login()).toEqual([{ rolcanlogin: false }]);
});

test("a role that may not make databases, and one that may not make roles, is told so", async () => {
  const server = await scratchServer();
  const name = `no_createdb_${process.pid}`;
  await rowsOf(server, `CREATE ROLE ${name} LOGIN PASSWORD 'p'`);
  onTestFinished(() => rowsOf(server, `DROP ROLE ${name}`).then(() => undefined));
  const url = server.replace(/\/\/[^@]*@/, `//${name}:p@`);
  await expect(
    withScratch({ cwd: await scratchWorkspace({}, { scratchUrl: url }) }, async () => {}),
  ).rejects.toMatchObject({
    code: "SCRATCH_NOT_CREATED",
    message: expect.stringContaining("permission denied to create database"),
  });
  const cwd = await scratchWorkspace({}, { scratchUrl: url, roles: ["never_there"] });
  await expect(withScratch({ cwd }, async () => {})).rejects.toMatchObject({ code: "ROLE_NOT_CREATED" });
});

test("one that cannot be dropped is told, and what the work gave counts", async () => {
  const server = await scratchServer();
  const name = `no_drop_${process.pid}`;
  await rowsOf(server, `CREATE ROLE ${name} LOGIN CREATEDB PASSWORD 'p'`);
  onTestFinished(() => rowsOf(server, `DROP ROLE ${name}`).then(() => undefined));
  const url = server.replace(/\/\/[^@]*@/, `//${name}:p@`);
  const cwd = await scratchWorkspace({}, { scratchUrl: url });
  const events: ProgressEvent[] = [];
  const made = await withScratch({ cwd, onProgress: (event) => events.push(event) }, async ({ connection }) => {
    await rowsOf(server, `ALTER DATABASE ${connection.target.database} OWNER TO CURRENT_USER`);
    return connection.target.database;
  });
  await rowsOf(server, `DROP DATABASE IF EXISTS ${made}`);
  const message = expect.stringContaining(`the scratch database ${made} on scratchUrl`);
  expect(events).toEqual([{ type: "finding", finding: { code: "SCRATCH_NOT_DROPPED", message } }]);
  expect(JSON.stringify(events)).not.toContain(":p@");
});

test("doctor looks at scratchUrl: reached, of the right major, its role allowed to do what it takes", async () => {
  const server = await scratchServer();
  const name = `doctor_${process.pid}`;
  await rowsOf(server, `CREATE ROLE ${name} LOGIN PASSWORD 'p'`);
  onTestFinished(() => rowsOf(server, `DROP ROLE ${name}`).then(() => undefined));
  const weak = server.replace(/\/\/[^@]*@/, `//${name}:p@`);
  const look = async (config: Record<string, unknown>): Promise<string | undefined> => {
    const { checks } = await doctor({ cwd: await scratchWorkspace({}, config), url: server });
    const found = checks.find((check) => check.name === "scratch databases");
    return found && `${found.state} ${found.fix ?? ""}`;
  };
  expect(await look({})).toBe("ok ");
  expect(await look({ scratchUrl: undefined })).toBeUndefined();
  expect(await look({ postgres: 16 })).toBe("failed Name a server of PostgreSQL 16.");
  expect(await look({ scratchUrl: weak })).toBe("failed ALTER ROLE … CREATEDB");
  await rowsOf(server, `ALTER ROLE ${name} CREATEDB`);
  expect(await look({ scratchUrl: weak })).toBe("ok ");
  expect(await look({ scratchUrl: weak, roles: ["never_there"] })).toBe("failed CREATE ROLE … NOLOGIN");
  expect(await look({ scratchUrl: "postgres://u:canary@127.0.0.1:1/x" })).toMatch(/^failed /);
});

test("scratchUrl from a variable; one that is not set, or a server of another major, is an error", async () => {
  const env = { SCRATCH: await scratchServer() };
  const cwd = await scratchWorkspace({}, { scratchUrl: "$SCRATCH" });
  expect(await withScratch({ cwd, env }, async ({ connection }) => connection.target.database)).toMatch(/^strata_/);
  await expect(withScratch({ cwd, env: {} }, async () => {})).rejects.toMatchObject({ code: "SCRATCH_WITHOUT_URL" });
  const other = await scratchWorkspace({}, { postgres: 16 });
  await expect(withScratch({ cwd: other }, async () => {})).rejects.toMatchObject({ code: "SCRATCH_OTHER_MAJOR" });
});

test("without scratchUrl it is made on the workspace's embedded server", async () => {
  const folder = testFolder();
  onTestFinished(() => removeTestFolder(join(folder, ".strata")).then(() => removeTestFolder(folder)));
  writeFileSync(join(folder, "package.json"), '{ "name": "acme" }');
  writeFileSync(join(folder, "pnpm-workspace.yaml"), "packages: []\n");
  mkdirSync(join(folder, ".strata"));
  const cluster = await startTestCluster(join(folder, ".strata", "postgres-18"));
  const events: ProgressEvent[] = [];
  // Whatever the target is: it has no say.
  const env = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" };
  await withScratch({ cwd: folder, env, onProgress: (event) => events.push(event) }, async ({ connection }) => {
    expect(connection.target.port).toBe(cluster.port);
  });
  expect(await rowsOf(cluster.url("postgres"), "SELECT FROM pg_database WHERE datname LIKE 'strata%'")).toEqual([]);
  expect(events).toEqual([]);
});
