import { expect, onTestFinished, test } from "vitest";
import type { Major } from "../../src/types/major.js";
import type { RunOptions } from "../../src/usecases/options.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { freshDatabase } from "../support/cluster.js";
import { failure } from "./failure.js";
import { auditOf, listen, rowOf, sessionOf, WAITING_RUN } from "./beside-a-run.js";
import { SYS_CORE_APPLIED, SYS_CORE_FOLDERS } from "../support/sys-core.js";
import { createTable, emptyDatabase, historyOf, rowsOf, valueOf, workspaceOf } from "./workspace.js";

const FIRST = { "20260101000000_a": createTable("stock", "a", true) };
const SECOND = "stock@20260102000000";

/** A database with the table stock.a, and a workspace with one more migration. */
async function prepared(up: string, down = "SELECT 1;", major: Major = 18) {
  const { url, drop } = await freshDatabase(major);
  onTestFinished(drop);
  await migrate({ cwd: workspaceOf({ stock: { migrations: FIRST } }), url, allowProduction: true });
  const cwd = workspaceOf({
    stock: { migrations: { ...FIRST, "20260102000000_b": { "up.sql": up, "down.sql": down } } },
  });
  const run = (more: RunOptions) => migrate({ cwd, url, allowProduction: true, ...more });
  return { url, cwd, run };
}

test("a step that a long reader is in the way of is tried again, and holds when the reader has ended", async () => {
  const { url, run } = await prepared("-- strata: lock-timeout 100ms\nALTER TABLE stock.a ADD COLUMN b int;");
  const reader = await sessionOf(url);
  await reader.run("BEGIN; SELECT * FROM stock.a");
  const heard = listen();
  const running = run({ onProgress: heard.onProgress });
  await heard.first((event) => event.type === "retry" && event.attempt === 2);
  await reader.run("COMMIT");
  expect((await running).steps).toHaveLength(1);
  expect(heard.of("retry")[0]).toMatchObject({ code: "LOCK_TIMEOUT", attempt: 1, budgetMs: 30_000, elapsedMs: 0 });
  expect(heard.of("step-start")).toHaveLength(1);
  expect(heard.of("step-failed")).toEqual([]);
  // An attempt that is followed by another is no failure.
  expect(await auditOf(url)).toEqual([...SYS_CORE_APPLIED, "applied stock", "applied stock"]);
});

test.each([15, 18] as const)("PostgreSQL %i: a reader that does not end is named, with what ends it", async (major) => {
  const up = "-- strata: lock-timeout 800ms\nALTER TABLE stock.a ADD COLUMN b int;";
  const { url, run } = await prepared(up, "SELECT 1;", major);
  const reader = await sessionOf(url, "long report");
  await reader.run("BEGIN; SELECT 'canary' FROM stock.a");
  const heard = listen();
  const error = await failure(run({ retryMs: 1_200, onProgress: heard.onProgress }));
  expect(error).toMatchObject({ code: "LOCK_TIMEOUT", exitCode: 4, details: { step: SECOND, direction: "up" } });
  const { attempts, blockers } = error.details as { attempts: number; blockers: unknown[] };
  expect(attempts).toBeGreaterThanOrEqual(2);
  expect(error.message).toContain(`tried ${attempts} times`);
  expect(error.message).toContain(`process ${reader.processId} (long report, user postgres, idle in transaction`);
  expect(error.message).toContain("SELECT '…' FROM stock.a");
  expect(error.hint).toContain(`SELECT pg_terminate_backend(${reader.processId});`);
  expect(blockers).toMatchObject([{ pid: reader.processId, user: "postgres", state: "idle in transaction" }]);
  const waiting = heard.events.find((event) => event.type === "waiting" && event.for === "relation");
  expect(waiting).toMatchObject({ what: "AccessExclusiveLock of stock.a", blockers: [{ pid: reader.processId }] });
  expect(JSON.stringify([error.message, error.hint, error.details, heard.events])).not.toContain("canary");
  expect(await auditOf(url)).toEqual([...SYS_CORE_APPLIED, "applied stock", "failed stock"]);
  await reader.run("COMMIT");
  expect((await run({})).steps).toHaveLength(1);
});

test("who keeps strata itself from reading shipped rows is named too", async () => {
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  const shipped = {
    "20260101000000_a": {
      "up.sql": "CREATE SCHEMA stock; CREATE TABLE stock.a (code text PRIMARY KEY, amount int);",
      "down.sql": "DROP SCHEMA stock CASCADE;",
      "bootstrap.json": JSON.stringify({ "stock.a": { nail: { amount: 1 } } }),
    },
  };
  await migrate({ cwd: workspaceOf({ stock: { migrations: shipped } }), url, allowProduction: true });
  const second = { "up.sql": "CREATE TABLE stock.b AS SELECT 1;", "down.sql": "DROP TABLE stock.b;" };
  const cwd = workspaceOf({ stock: { migrations: { ...shipped, "20260102000000_b": second } } });
  const holder = await sessionOf(url, "long report");
  await holder.run("BEGIN; LOCK TABLE stock.a");
  const error = await failure(migrate({ cwd, url, allowProduction: true, retryMs: 500 }));
  expect(error).toMatchObject({ code: "LOCK_TIMEOUT", details: { blockers: [{ pid: holder.processId }] } });
  expect(error.message).toContain(`strata's own part of ${SECOND}`);
  expect(error.message).toContain(`process ${holder.processId} (long report`);
});

test("without a time for retries the first failure is the last", async () => {
  const { url, run } = await prepared("-- strata: lock-timeout 50ms\nALTER TABLE stock.a ADD COLUMN b int;");
  const reader = await sessionOf(url);
  await reader.run("BEGIN; SELECT * FROM stock.a");
  const heard = listen();
  const error = await failure(run({ retryMs: 0, onProgress: heard.onProgress }));
  expect(error).toMatchObject({ code: "LOCK_TIMEOUT", exitCode: 4 });
  expect(error.details["attempts"]).toBeUndefined();
  expect(heard.of("retry")).toEqual([]);
});

test("a role that may not see what others do is told their process at least", async () => {
  const { url, cwd } = await prepared("-- strata: lock-timeout 800ms\nALTER TABLE stock.a ADD COLUMN b int;");
  const name = `r_${new URL(url).pathname.slice(1)}`;
  await rowsOf(url, `CREATE ROLE ${name} LOGIN PASSWORD 'secret'`);
  onTestFinished(async () => {
    await rowsOf(url, `REASSIGN OWNED BY ${name} TO postgres`);
    await rowsOf(url, `DROP OWNED BY ${name}`);
    await rowsOf(url, `DROP ROLE ${name}`);
  });
  for (const grant of [
    `GRANT ALL ON ALL TABLES IN SCHEMA sys_core TO ${name}`,
    `GRANT ALL ON ALL SEQUENCES IN SCHEMA sys_core TO ${name}`,
    `GRANT ALL ON SCHEMA sys_core, stock TO ${name}`,
    `ALTER TABLE stock.a OWNER TO ${name}`,
  ])
    await rowsOf(url, grant);
  const reader = await sessionOf(url);
  await reader.run("BEGIN; SELECT * FROM stock.a");
  const other = new URL(url);
  other.username = name;
  other.password = "secret";
  const error = await failure(migrate({ cwd, url: other.href, allowProduction: true, retryMs: 0 }));
  expect(error).toMatchObject({
    code: "LOCK_TIMEOUT",
    details: { blockers: [{ pid: reader.processId, query: null }] },
  });
});

test("the victim of a deadlock names the other and runs again", async () => {
  const { url, run } = await prepared("-- strata: lock-timeout 1min\nLOCK TABLE stock.a; LOCK TABLE stock.b;");
  await rowsOf(url, "CREATE TABLE stock.b ()");
  // The run notices the deadlock, the other never does.
  await rowsOf(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET deadlock_timeout = '2s'`);
  const other = await sessionOf(url);
  await other.run("SET deadlock_timeout = '1h'; BEGIN; LOCK TABLE stock.b");
  const heard = listen();
  const running = run({ onProgress: heard.onProgress });
  await rowOf(await sessionOf(url), WAITING_RUN);
  await other.run("LOCK TABLE stock.a");
  const retry = await heard.first(({ type }) => type === "retry");
  expect(retry).toMatchObject({ code: "DEADLOCK", message: expect.stringContaining(`process ${other.processId}`) });
  await other.run("COMMIT");
  expect((await running).steps).toHaveLength(1);
});

test("a serialization failure is tried again", async () => {
  const { url, run } = await prepared("SELECT pg_advisory_xact_lock(77); UPDATE stock.a SET note = note || '!';");
  await rowsOf(url, "INSERT INTO stock.a VALUES (1, 'x')");
  await rowsOf(
    url,
    `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_transaction_isolation = 'repeatable read'`,
  );
  const other = await sessionOf(url);
  await other.run("SELECT pg_advisory_lock(77)");
  const heard = listen();
  const running = run({ onProgress: heard.onProgress });
  await rowOf(await sessionOf(url), WAITING_RUN);
  await other.run("UPDATE stock.a SET note = 'y'; SELECT pg_advisory_unlock(77)");
  await running;
  expect(heard.of("retry")).toMatchObject([{ code: "SERIALIZATION_FAILED", attempt: 1 }]);
  expect(await valueOf(url, "SELECT note FROM stock.a")).toBe("y!");
});

test("with one transaction for all steps all of them begin again", async () => {
  const { url, cwd, run } = await prepared(
    "-- strata: lock-timeout 100ms\nALTER TABLE stock.a ADD COLUMN b int;",
    "ALTER TABLE stock.a DROP COLUMN b;",
  );
  const reader = await sessionOf(url);
  await reader.run("BEGIN; SELECT * FROM stock.a");
  const heard = listen();
  const running = run({ onProgress: heard.onProgress, singleTransaction: true });
  await heard.first(({ type }) => type === "retry");
  await reader.run("COMMIT");
  await running;
  expect(await historyOf(url)).toContain(SECOND);
  await reader.run("BEGIN; SELECT * FROM stock.a");
  const back = listen();
  const going = rollBack({
    cwd,
    url,
    all: true,
    allowProduction: true,
    singleTransaction: true,
    onProgress: back.onProgress,
  });
  await back.first(({ type }) => type === "retry");
  await reader.run("COMMIT");
  expect((await going).steps).toHaveLength(2);
  expect(await historyOf(url)).toHaveLength(SYS_CORE_FOLDERS.length);
});

test.each([
  ["a full disk", "DO $$ BEGIN RAISE 'no space left' USING ERRCODE = '53100'; END $$;", "DISK_FULL", 5, "Free space"],
  [
    "statement_timeout",
    "SET statement_timeout = '100ms'; SELECT pg_sleep(30);",
    "STATEMENT_CANCELLED",
    8,
    "statement_timeout",
  ],
  ["an error of SQL", "SELECT 1/0;", "SQL_FAILED", 8, undefined],
])("%s is not tried again", async (_what, up, code, exitCode, hint) => {
  const { url, run } = await prepared(up);
  const heard = listen();
  const error = await failure(run({ onProgress: heard.onProgress }));
  expect(error).toMatchObject({
    code,
    exitCode,
    ...(hint === undefined ? {} : { hint: expect.stringContaining(hint) }),
  });
  expect(heard.of("retry")).toEqual([]);
  expect(await auditOf(url)).toEqual([...SYS_CORE_APPLIED, "applied stock", "failed stock"]);
});

test("those who wait behind a step wait no longer than its lock-timeout while it waits itself", async () => {
  // The step holds one table for most of the time that others may wait, then wants another that somebody has.
  const { url, run } = await prepared(
    "-- strata: lock-timeout 3s\nLOCK TABLE stock.a; SELECT pg_sleep(2); LOCK TABLE stock.b;",
  );
  await rowsOf(url, "CREATE TABLE stock.b ()");
  const holder = await sessionOf(url);
  await holder.run("BEGIN; SELECT * FROM stock.b");
  const reader = await sessionOf(url);
  const heard = listen();
  const running = run({ onProgress: heard.onProgress });
  await rowOf(
    await sessionOf(url),
    "SELECT 1 FROM pg_locks WHERE relation = 'stock.a'::regclass AND granted AND mode = 'AccessExclusiveLock'",
  );
  const reading = reader.run("SELECT * FROM stock.a");
  expect(await heard.first(({ type }) => type === "retry")).toMatchObject({
    code: "LOCK_TIMEOUT",
    message: expect.stringContaining("gave way"),
  });
  await reading;
  await holder.run("COMMIT");
  expect((await running).steps).toHaveLength(1);
}, 30_000);

test("prepared statements, cursors and temporary tables of one step are not there in the next", async () => {
  const url = await emptyDatabase();
  const up = "PREPARE p AS SELECT 1; CREATE TEMP TABLE t (); DECLARE c CURSOR WITH HOLD FOR SELECT 1;";
  const cwd = workspaceOf({
    stock: {
      migrations: {
        ...FIRST,
        "20260102000000_b": { "up.sql": up, "down.sql": up },
        "20260103000000_c": { "up.sql": up, "down.sql": up },
      },
    },
  });
  expect((await migrate({ cwd, url, allowProduction: true })).steps).toHaveLength(SYS_CORE_FOLDERS.length + 3);
  expect((await rollBack({ cwd, url, steps: 2, allowProduction: true })).steps).toHaveLength(2);
});

test("the server gives up a client that vanished: settings of the step's session", async () => {
  const { url, run } = await prepared(
    `CREATE TABLE stock.seen AS SELECT name, setting FROM pg_settings
      WHERE name LIKE 'tcp\\_%' OR name = 'client_connection_check_interval';`,
  );
  await run({});
  expect(await rowsOf(url, "SELECT * FROM stock.seen ORDER BY name")).toEqual([
    { name: "client_connection_check_interval", setting: "300" },
    { name: "tcp_keepalives_count", setting: "3" },
    { name: "tcp_keepalives_idle", setting: "10" },
    { name: "tcp_keepalives_interval", setting: "5" },
    { name: "tcp_user_timeout", setting: "25000" },
  ]);
});
