import { describe, expect, test } from "vitest";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { showAudit } from "../../src/usecases/look/show-audit.js";
import { verifyAudit } from "../../src/usecases/look/verify-audit.js";
import { failure } from "./failure.js";
import { acceptChecksums } from "../../src/usecases/repair/accept-checksums.js";
import { SYS_CORE_APPLIED, SYS_CORE_FOLDERS, SYS_CORE_HISTORY } from "../support/sys-core.js";
import { createTable, emptyDatabase, historyOf, type MigrationFiles, rowsOf, workspaceOf } from "./workspace.js";

const MODULES = {
  stock: { migrations: { "20260101000000_a": createTable("stock", "a", true) } },
};

/** Id of the newest of the events. */
const LAST = SYS_CORE_FOLDERS.length + 3;

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
    ...SYS_CORE_APPLIED,
    "applied stock",
    "taken back stock",
    "applied stock",
  ]);
  const verified = await verifyAudit(options);
  expect(verified).toMatchObject({ rows: LAST, breaks: [], history: [], head: { id: LAST, hash: rows.at(-1)?.hash } });
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
  [
    "a row that was moved",
    "UPDATE sys_core.migration_audit SET id = CASE id WHEN 2 THEN 3 ELSE 2 END + 100 WHERE id IN (2, 3); UPDATE sys_core.migration_audit SET id = id - 100 WHERE id > 100",
    { id: 2, kind: "reordered" },
  ],
  [
    "a chain that was cut off",
    `DELETE FROM sys_core.migration_audit WHERE id = ${LAST}`,
    { id: LAST, kind: "truncated" },
  ],
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
    `WITH gone AS (DELETE FROM sys_core.migration_audit WHERE id = ${LAST} RETURNING previous_hash)
      UPDATE sys_core.migration_audit_head SET id = ${LAST - 1}, hash = (SELECT previous_hash FROM gone)`,
  );
  expect((await verifyAudit(options)).breaks).toEqual([]);
  expect((await verifyAudit({ ...options, head: head.hash })).breaks).toEqual([{ id: LAST - 1, kind: "unknown-head" }]);
});

describe("a history row that was changed by hand", () => {
  const SECOND = { "20260102000000_b": createTable("stock", "b") };
  const [first, second] = ["20260101000000", "20260102000000"];

  test.each<[string, string, readonly { version: string | undefined; kind: string }[]]>([
    ["deleted", `DELETE FROM sys_core.migration WHERE version = '${second}'`, [{ version: second, kind: "missing" }]],
    [
      "of another checksum",
      `UPDATE sys_core.migration SET up_checksum = repeat('0', 64) WHERE version = '${first}'`,
      [{ version: first, kind: "changed" }],
    ],
    [
      "of another name",
      `UPDATE sys_core.migration SET name = 'c' WHERE version = '${second}'`,
      [{ version: second, kind: "changed" }],
    ],
    [
      "with another place in the order",
      `UPDATE sys_core.migration SET sequence = DEFAULT WHERE version = '${first}'`,
      [
        { version: second, kind: "moved" },
        { version: first, kind: "moved" },
      ],
    ],
    [
      "with another version",
      `UPDATE sys_core.migration SET version = '20260103000000' WHERE version = '${second}'`,
      [
        { version: second, kind: "missing" },
        { version: "20260103000000", kind: "unknown" },
      ],
    ],
  ])("%s is found by the audit", async (_, statement, expected) => {
    const cwd = workspaceOf({ stock: { migrations: { ...MODULES.stock.migrations, ...SECOND } } });
    const url = await emptyDatabase();
    await migrate({ cwd, url, allowProduction: true });
    expect((await verifyAudit({ cwd, url })).history).toEqual([]);
    await rowsOf(url, statement);
    expect(await verifyAudit({ cwd, url })).toMatchObject({
      breaks: [],
      history: expected.map((one) => ({ module: "stock", ...one })),
    });
  });

  test("and what strata itself changes is explained: restamped, accepted, taken back and applied again", async () => {
    const url = await emptyDatabase();
    const edited = {
      ...SECOND["20260102000000_b"],
      "up.sql": "CREATE TABLE stock.b (id bigint PRIMARY KEY, note text);\n",
    };
    const release = (migrations: Record<string, MigrationFiles>) =>
      workspaceOf({ stock: { migrations: { ...MODULES.stock.migrations, ...migrations } } });
    await migrate({ cwd: release(SECOND), url, allowProduction: true });
    const changed = release({ "20260102000000_b": edited });
    await acceptChecksums({ cwd: changed, url, module: "stock", version: "20260102000000", why: "wider" });
    expect((await verifyAudit({ cwd: changed, url })).history).toEqual([]);
    const stamped = { ...edited, "up.sql": `-- strata: was 20260102000000\n${edited["up.sql"]}` };
    const restamped = release({ "20260103000000_c": stamped });
    await migrate({ cwd: restamped, url, allowProduction: true });
    expect((await verifyAudit({ cwd: restamped, url })).history).toEqual([]);
    await rollBack({ cwd: restamped, url, steps: 2, allowProduction: true });
    expect((await verifyAudit({ cwd: restamped, url })).history).toEqual([]);
    await migrate({ cwd: restamped, url, allowProduction: true });
    expect((await verifyAudit({ cwd: restamped, url })).history).toEqual([]);
  });

  test("deleted leaves a migration that looks pending: it fails on what is there already, and nothing is lost", async () => {
    const cwd = workspaceOf(MODULES);
    const url = await emptyDatabase();
    await migrate({ cwd, url, allowProduction: true });
    await rowsOf(url, "INSERT INTO stock.a VALUES (1, 'kept')");
    await rowsOf(url, "DELETE FROM sys_core.migration WHERE module = 'stock'");
    const error = await failure(migrate({ cwd, url, allowProduction: true }));
    expect(error).toMatchObject({ code: "SQL_FAILED", exitCode: 8, details: { sqlstate: "42P06" } });
    expect(await rowsOf(url, "SELECT note FROM stock.a")).toEqual([{ note: "kept" }]);
    expect(await historyOf(url)).toEqual(SYS_CORE_HISTORY);
  });
});

test.each([
  ["a table that was dropped", "DROP TABLE stock.a", "42P01"],
  ["a column that was renamed", "ALTER TABLE stock.a RENAME note TO remark", "42703"],
  ["an object that was made", "CREATE TABLE stock.b ()", "42P07"],
])("%s by hand fails the step that meets it, at its place, and nothing of the step stays", async (_, ddl, sqlstate) => {
  const url = await emptyDatabase();
  await migrate({ cwd: workspaceOf(MODULES), url, allowProduction: true });
  await rowsOf(url, ddl);
  const up =
    "CREATE SCHEMA stock_more;\nALTER TABLE stock.a ALTER COLUMN note SET NOT NULL;\nCREATE TABLE stock.b ();\n";
  const next = { "20260102000000_b": { "up.sql": up, "down.sql": "DROP TABLE stock.b;\n" } };
  const cwd = workspaceOf({ stock: { migrations: { ...MODULES.stock.migrations, ...next } } });
  const error = await failure(migrate({ cwd, url, allowProduction: true }));
  expect(error).toMatchObject({
    code: "SQL_FAILED",
    exitCode: 8,
    details: { sqlstate, step: "stock@20260102000000", place: { line: sqlstate === "42P07" ? 3 : 2 } },
  });
  expect(await rowsOf(url, "SELECT FROM pg_namespace WHERE nspname = 'stock_more'")).toEqual([]);
  expect((await historyOf(url)).at(-1)).toBe("stock@20260101000000");
  expect(await verifyAudit({ cwd, url })).toMatchObject({ breaks: [], history: [] });
});

test("a database without a history has no audit to verify", async () => {
  const cwd = workspaceOf(MODULES);
  expect(await failure(verifyAudit({ cwd, url: await emptyDatabase() }))).toMatchObject({
    code: "NOT_INSTALLED",
    exitCode: 6,
  });
});
