import { expect, test } from "vitest";
import type { RunOptions } from "../../src/usecases/options.js";
import { status } from "../../src/usecases/look/status.js";
import { waitUntilCurrent } from "../../src/usecases/look/wait-until-current.js";
import { makePlan } from "../../src/usecases/run/make-plan.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { failure } from "./failure.js";
import { auditOf, cuttingProxy, listen, rowOf, sessionOf, WAITING_RUN } from "./beside-a-run.js";
import { SYS_CORE_APPLIED, SYS_CORE_FOLDERS } from "../support/sys-core.js";
import { createTable, emptyDatabase, historyOf, type MigrationFiles, rowsOf, workspaceOf } from "./workspace.js";

const FIRST = { "20260101000000_a": createTable("stock", "a", true) };

async function prepared(files: MigrationFiles) {
  const url = await emptyDatabase();
  await migrate({ cwd: workspaceOf({ stock: { migrations: FIRST } }), url, allowProduction: true });
  const cwd = workspaceOf({
    stock: { migrations: { ...FIRST, "20260102000000_b": { "down.sql": "SELECT 1;", ...files } } },
  });
  const stop = new AbortController();
  const run = (more: RunOptions) => migrate({ cwd, url, allowProduction: true, signal: stop.signal, ...more });
  return { url, cwd, stop, run };
}

test("while a statement waits for a lock it is cancelled, and the step is rolled back", async () => {
  const { url, stop, run } = await prepared({ "up.sql": "-- strata: lock-timeout 1h\nALTER TABLE stock.a ADD b int;" });
  const reader = await sessionOf(url);
  await reader.run("BEGIN; SELECT * FROM stock.a");
  const running = failure(run({}));
  await rowOf(await sessionOf(url), WAITING_RUN);
  stop.abort();
  const error = await running;
  expect(error).toMatchObject({ code: "INTERRUPTED", exitCode: 130, details: { step: "stock@20260102000000" } });
  expect(error.message).toContain("interrupted and rolled back");
  expect(await auditOf(url)).toEqual([...SYS_CORE_APPLIED, "applied stock", "failed stock"]);
});

test("among many short statements it is at the next one", async () => {
  const { url, stop, run } = await prepared({
    "up.sql": Array.from({ length: 3_000 }, () => "SELECT pg_sleep(0.01);").join("\n"),
  });
  const heard = listen((event) => {
    if (event.type === "phase" && event.phase === "up") setTimeout(() => stop.abort(), 100);
  });
  expect(await failure(run({ onProgress: heard.onProgress }))).toMatchObject({ code: "INTERRUPTED" });
  expect(await historyOf(url)).toHaveLength(SYS_CORE_FOLDERS.length + 1);
});

test("a transform that waits for what never comes is left at once", async () => {
  const { url, stop, run } = await prepared({
    "up.sql": "ALTER TABLE stock.a ADD b int;",
    "transform.ts": "export async function up() { await new Promise(() => {}); }\nexport async function down() {}\n",
  });
  const heard = listen((event) => {
    if (event.type === "phase" && event.phase === "transform") setTimeout(() => stop.abort(), 50);
  });
  expect(await failure(run({ onProgress: heard.onProgress }))).toMatchObject({ code: "INTERRUPTED", exitCode: 130 });
  const columns = "SELECT attname FROM pg_attribute WHERE attrelid = 'stock.a'::regclass AND attname = 'b'";
  expect(await rowsOf(url, columns)).toEqual([]);
});

test("between two attempts, while another run has the lock, and while the server is away", async () => {
  const { url, cwd, stop, run } = await prepared({
    "up.sql": "-- strata: lock-timeout 50ms\nALTER TABLE stock.a ADD b int;",
  });
  const reader = await sessionOf(url);
  await reader.run("BEGIN; SELECT * FROM stock.a");
  const heard = listen((event) => event.type === "retry" && stop.abort());
  const between = await failure(run({ onProgress: heard.onProgress }));
  expect(between).toMatchObject({ code: "INTERRUPTED", message: expect.stringContaining("rolled back") });
  await reader.run("COMMIT");

  await reader.run("SELECT pg_advisory_lock(8319400174550056961)");
  const atLock = new AbortController();
  const busy = migrate({
    cwd,
    url,
    allowProduction: true,
    signal: atLock.signal,
    onProgress: (event) => event.type === "waiting" && atLock.abort(),
  });
  expect(await failure(busy)).toMatchObject({
    code: "INTERRUPTED",
    message: expect.stringContaining("nothing was changed"),
  });
  await reader.run("SELECT pg_advisory_unlock(8319400174550056961)");

  const proxy = await cuttingProxy(url);
  const away = new AbortController();
  const lost = migrate({
    cwd,
    url: proxy.url,
    allowProduction: true,
    signal: away.signal,
    onProgress: (event) => {
      if (event.type === "step-start") void proxy.onceSent("BEGIN", "cut before");
      if (event.type === "connection") proxy.refuse(true);
      if (event.type === "waiting") away.abort();
    },
  });
  expect(await failure(lost)).toMatchObject({ code: "INTERRUPTED", exitCode: 130 });
  expect(await historyOf(url)).toHaveLength(SYS_CORE_FOLDERS.length + 1);
});

test("an outcome that is not known is not hidden behind the interruption", async () => {
  const { url, cwd } = await prepared({ "up.sql": "ALTER TABLE stock.a ADD b int;" });
  const proxy = await cuttingProxy(url);
  const stop = new AbortController();
  const run = migrate({
    cwd,
    url: proxy.url,
    allowProduction: true,
    signal: stop.signal,
    onProgress: (event) => {
      if (event.type === "phase" && event.phase === "commit") void proxy.onceSent("COMMIT", "cut after");
      if (event.type === "connection") proxy.refuse(true);
      if (event.type === "waiting") stop.abort();
    },
  });
  expect(await failure(run)).toMatchObject({ code: "COMMIT_UNKNOWN", exitCode: 5 });
});

test.each([
  { what: "status", look: status },
  { what: "a plan", look: makePlan },
  { what: "a run", look: migrate },
])("while the history cannot be read: $what", async ({ look }) => {
  const { url, cwd, stop } = await prepared({ "up.sql": "ALTER TABLE stock.a ADD b int;" });
  const holder = await sessionOf(url);
  await holder.run("BEGIN; LOCK TABLE sys_core.migration");
  const looking = failure(look({ cwd, url, allowProduction: true, signal: stop.signal }));
  await rowOf(
    await sessionOf(url),
    "SELECT FROM pg_locks WHERE relation = 'sys_core.migration'::regclass AND NOT granted",
  );
  stop.abort();
  expect(await looking).toMatchObject({ code: "INTERRUPTED", exitCode: 130 });
  await holder.run("COMMIT");
  expect(await historyOf(url)).toHaveLength(SYS_CORE_FOLDERS.length + 1);
});

test("before there is a connection", async () => {
  const { url, cwd } = await prepared({ "up.sql": "ALTER TABLE stock.a ADD b int;" });
  const stop = AbortSignal.abort();
  expect(await failure(migrate({ cwd, url, allowProduction: true, signal: stop }))).toMatchObject({
    code: "INTERRUPTED",
  });
});

test("while another run is waited for", async () => {
  const { url, cwd, stop } = await prepared({ "up.sql": "ALTER TABLE stock.a ADD b int;" });
  setTimeout(() => stop.abort(), 200);
  expect(await failure(waitUntilCurrent({ cwd, url, signal: stop.signal }))).toMatchObject({ code: "INTERRUPTED" });
});

test("while the server says nothing", async () => {
  const { url, cwd } = await prepared({ "up.sql": "ALTER TABLE stock.a ADD b int;" });
  const proxy = await cuttingProxy(url);
  const silent = proxy.onceSent("sys_core", "half-open");
  const stop = new AbortController();
  const looking = failure(status({ cwd, url: proxy.url, signal: stop.signal }));
  await silent;
  stop.abort();
  expect(await looking).toMatchObject({ code: "INTERRUPTED" });
});
