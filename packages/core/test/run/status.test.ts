import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { acquireLock } from "../../src/postgres/advisory-lock.js";
import { connect } from "../../src/postgres/connect.js";
import { acceptChecksums } from "../../src/usecases/repair/accept-checksums.js";
import { checkWorkspace } from "../../src/usecases/look/check-workspace.js";
import { createDatabase } from "../../src/usecases/database/create-database.js";
import { setEnvironment, showEnvironment } from "../../src/usecases/environment.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { status } from "../../src/usecases/look/status.js";
import { waitUntilCurrent } from "../../src/usecases/look/wait-until-current.js";
import { addToTree } from "../support/temporary-tree.js";
import { failure } from "./failure.js";
import { SYS_CORE_FOLDERS } from "../support/sys-core.js";
import { createTable, emptyDatabase, rowsOf, treeOf, workspaceOf } from "./workspace.js";

const MODULES = { stock: { migrations: { "20260101000000_a": createTable("stock", "a", true) } } };

test("status tells what is pending before and what stands after", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  const before = await status({ cwd, url });
  expect(before).toMatchObject({ installed: false, current: false, environment: "production" });
  expect(before.pending.map(({ module }) => module)).toEqual([...SYS_CORE_FOLDERS.map(() => "sys-core"), "stock"]);
  await migrate({ cwd, url, allowProduction: true });
  const after = await status({ cwd, url });
  expect(after).toMatchObject({ installed: true, current: true, pending: [], findings: [] });
  expect(after.modules.find(({ name }) => name === "stock")).toMatchObject({
    applied: 1,
    pending: 0,
    newest: "20260101000000_a",
  });
});

test("an edited file is an error until it is accepted with a reason; a comment is none", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  const files = createTable("stock", "a", true);
  addToTree(cwd, { "modules/stock/migrations/20260101000000_a/up.sql": `-- a word\r\n${files["up.sql"]!}` });
  expect((await migrate({ cwd, url })).findings).toEqual([]);

  addToTree(cwd, { "modules/stock/migrations/20260101000000_a/up.sql": `${files["up.sql"]!}SELECT 1;` });
  expect(await failure(migrate({ cwd, url }))).toMatchObject({ code: "MIGRATION_EDITED", exitCode: 6 });
  const accept = { cwd, url, module: "stock", version: "20260101000000" };
  expect((await failure(acceptChecksums({ ...accept, why: " " }))).code).toBe("REASON_MISSING");
  expect((await acceptChecksums({ ...accept, why: "a harmless SELECT" })).accepted).toEqual(["up"]);
  expect((await status({ cwd, url })).current).toBe(true);
  const audit = await rowsOf(
    url,
    "SELECT details->>'why' AS why FROM sys_core.migration_audit WHERE event = 'checksum accepted'",
  );
  expect(audit).toEqual([{ why: "a harmless SELECT" }]);
});

test("a stamp holds only for the database it was made for", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  const database = new URL(url).pathname.slice(1);
  expect((await failure(setEnvironment({ cwd, url, class: "test", database: "other" }))).code).toBe(
    "NAME_NOT_CONFIRMED",
  );
  await setEnvironment({ cwd, url, class: "test", database });
  expect(await showEnvironment({ cwd, url })).toMatchObject({ class: "test", valid: true });

  const copy = `${database}_copy`;
  const admin = await connect(url.replace(database, "postgres"));
  try {
    await admin.run(`CREATE DATABASE ${copy} TEMPLATE ${database}`);
    const state = await showEnvironment({ cwd, url: url.replace(database, copy) });
    expect(state).toMatchObject({ class: "production", valid: false, stamp: { class: "test" } });
    expect(await failure(migrate({ cwd, url: url.replace(database, copy) }))).toMatchObject({ exitCode: 7 });
  } finally {
    await admin.run(`DROP DATABASE IF EXISTS ${copy}`);
    await admin.close();
  }
});

test("a database that strata creates is stamped by the command that creates it", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  const database = `${new URL(url).pathname.slice(1)}_made`;
  const made = await createDatabase({ cwd, url, database, class: "test" });
  try {
    expect(await showEnvironment({ cwd, url: made.target.url })).toMatchObject({ class: "test", valid: true });
    expect((await createDatabase({ cwd, url, database })).created).toBe(false);
  } finally {
    const admin = await connect(url);
    await admin.run(`DROP DATABASE IF EXISTS ${database}`);
    await admin.close();
  }
});

test("waiting ends when somebody has migrated, and at its timeout", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  expect(await failure(waitUntilCurrent({ cwd, url, timeoutMs: 200 }))).toMatchObject({ code: "PENDING", exitCode: 2 });
  const waiting = waitUntilCurrent({ cwd, url, timeoutMs: 30_000 });
  await migrate({ cwd, url, allowProduction: true });
  expect((await waiting).current).toBe(true);
});

test("waiting names the run that holds the lock at its timeout, and ends at once for what it cannot cure", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  const run = await connect(url);
  await acquireLock(run, { waitMs: 0 });
  expect(await failure(waitUntilCurrent({ cwd, url, timeoutMs: 200 }))).toMatchObject({
    code: "LOCK_BUSY",
    exitCode: 4,
  });
  await run.close();
  await migrate({ cwd, url, allowProduction: true });
  const files = createTable("stock", "a", true);
  addToTree(cwd, { "modules/stock/migrations/20260101000000_a/up.sql": `${files["up.sql"]!}SELECT 1;` });
  const start = performance.now();
  const refused = await failure(waitUntilCurrent({ cwd, url, timeoutMs: 30_000 }));
  expect(refused).toMatchObject({ code: "MIGRATION_EDITED", exitCode: 6 });
  expect(performance.now() - start).toBeLessThan(15_000);
});

test("an old release starts on a database that is ahead, and refuses to add to it", async () => {
  const cwd = workspaceOf(MODULES);
  addToTree(cwd, treeOf({ stock: { migrations: { "20260105000000_b": createTable("stock", "b") } } }));
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  rmSync(join(cwd, "modules/stock/migrations/20260105000000_b"), { recursive: true });
  const { findings, current } = await status({ cwd, url });
  expect(current).toBe(true);
  expect(findings).toHaveLength(1);
  expect((await migrate({ cwd, url })).steps).toEqual([]);
});

test("check names everything that is wrong with the files at once, without a database", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": { ...createTable("stock", "a", true), "down.sql": "DROP TABEL stock.a;" },
        "20260102000000_b": {
          "up.sql": "-- strata: requires nowhere@20260101000000\nSELECT 1;",
          "down.sql": "COMMIT;",
        },
      },
    },
  });
  const { findings, database } = await checkWorkspace({ cwd });
  expect(database).toBeNull();
  expect(findings.map(({ code }) => code).toSorted()).toEqual([
    "REQUIRES_UNKNOWN",
    "SQL_SYNTAX",
    "TRANSACTION_CONTROL",
  ]);
});

test("the class does not change under a run", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  const database = new URL(url).pathname.slice(1);
  await setEnvironment({ cwd, url, class: "test", database });
  const run = await connect(url);
  await acquireLock(run, { waitMs: 0 });
  const setting = setEnvironment({ cwd, url, class: "production", database });
  await sleep(500);
  expect(await showEnvironment({ cwd, url })).toMatchObject({ class: "test" });
  await run.close();
  expect(await setting).toMatchObject({ class: "production" });
});

test.each(["sys_core.migration", "sys_core.installation"])(
  "%s without its rows is damage, not an empty history",
  async (table) => {
    const cwd = workspaceOf(MODULES);
    const url = await emptyDatabase();
    await migrate({ cwd, url, allowProduction: true });
    await rowsOf(url, `DELETE FROM ${table}`);
    expect(await failure(status({ cwd, url }))).toMatchObject({ code: "HISTORY_DAMAGED", exitCode: 6 });
    expect(await failure(migrate({ cwd, url, allowProduction: true }))).toMatchObject({
      code: "HISTORY_DAMAGED",
      exitCode: 6,
    });
  },
);
