import { expect, test } from "vitest";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { showAudit } from "../../src/usecases/look/show-audit.js";
import { verifyAudit } from "../../src/usecases/look/verify-audit.js";
import { failure } from "./failure.js";
import { createTable, emptyDatabase, rowsOf, workspaceOf } from "./workspace.js";

const MODULES = {
  stock: { migrations: { "20260101000000_a": createTable("stock", "a", true) } },
};

/** A database with a history of several events. */
async function databaseWithEvents(): Promise<{ cwd: string; url: string }> {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  await rollBack({ cwd, url, all: true, allowProduction: true });
  await migrate({ cwd, url, allowProduction: true });
  return { cwd, url };
}

/** Changes the audit as its owner can: with the triggers out of the way. */
async function tamper(url: string, statement: string): Promise<void> {
  await rowsOf(url, "ALTER TABLE sys_core.migration_audit DISABLE TRIGGER USER");
  await rowsOf(url, statement);
  await rowsOf(url, "ALTER TABLE sys_core.migration_audit ENABLE TRIGGER USER");
}

test("every event is in the chain, and a chain that nobody touched verifies", async () => {
  const options = await databaseWithEvents();
  const rows = await showAudit(options);
  expect(rows.map(({ event, module }) => `${event} ${module}`)).toEqual([
    "applied sys-core",
    "applied stock",
    "taken back stock",
    "applied stock",
  ]);
  const verified = await verifyAudit(options);
  expect(verified).toMatchObject({ rows: 4, breaks: [], head: { id: 4, hash: rows.at(-1)?.hash } });
});

test("SQL refuses to change, delete and empty the audit", async () => {
  const { url } = await databaseWithEvents();
  for (const statement of [
    "UPDATE sys_core.migration_audit SET actor = 'nobody'",
    "DELETE FROM sys_core.migration_audit",
    "TRUNCATE sys_core.migration_audit",
  ])
    await expect(rowsOf(url, statement), statement).rejects.toThrow("append-only");
});

test.each([
  ["a changed row", "UPDATE sys_core.migration_audit SET details = '{}' WHERE id = 2", { id: 2, kind: "changed" }],
  ["a changed actor", "UPDATE sys_core.migration_audit SET actor = 'nobody' WHERE id = 3", { id: 3, kind: "changed" }],
  ["a deleted row", "DELETE FROM sys_core.migration_audit WHERE id = 2", { id: 2, kind: "missing" }],
  ["a chain that was cut off", "DELETE FROM sys_core.migration_audit WHERE id = 4", { id: 4, kind: "truncated" }],
])("%s is found", async (_, statement, expected) => {
  const options = await databaseWithEvents();
  await tamper(options.url, statement);
  expect((await verifyAudit(options)).breaks).toContainEqual(expected);
});

test("a chain that was cut off together with its head is found by the head that was exported", async () => {
  const options = await databaseWithEvents();
  const { head } = await verifyAudit(options);
  await tamper(
    options.url,
    `WITH gone AS (DELETE FROM sys_core.migration_audit WHERE id = 4 RETURNING previous_hash)
      UPDATE sys_core.migration_audit_head SET id = 3, hash = (SELECT previous_hash FROM gone)`,
  );
  expect((await verifyAudit(options)).breaks).toEqual([]);
  expect((await verifyAudit({ ...options, head: head.hash })).breaks).toEqual([{ id: 3, kind: "unknown-head" }]);
});

test("a database without a history has no audit to verify", async () => {
  const cwd = workspaceOf(MODULES);
  expect(await failure(verifyAudit({ cwd, url: await emptyDatabase() }))).toMatchObject({
    code: "NOT_INSTALLED",
    exitCode: 6,
  });
});
