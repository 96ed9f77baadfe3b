import { expect, test } from "vitest";
import { acquireLock } from "../../src/postgres/advisory-lock.js";
import { connect } from "../../src/postgres/connect.js";
import type { ProgressEvent } from "../../src/plan/progress.js";
import { detectDrift } from "../../src/usecases/drift/detect-drift.js";
import { status } from "../../src/usecases/look/status.js";
import { acceptChecksums } from "../../src/usecases/repair/accept-checksums.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { redo } from "../../src/usecases/run/redo.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { uninstall } from "../../src/usecases/run/uninstall.js";
import { setEnvironment } from "../../src/usecases/environment.js";
import { addToTree } from "../support/temporary-tree.js";
import { SYS_CORE_HISTORY } from "../support/sys-core.js";
import { auditOf, cuttingProxy } from "../run/beside-a-run.js";
import { failure } from "../run/failure.js";
import { createTable, emptyDatabase, historyOf, rowsOf, treeOf, valueOf, workspaceOf } from "../run/workspace.js";

const FIRST = { "20260101000000_a": createTable("stock", "a", true) };
const SECOND = { "20260102000000_b": createTable("stock", "b") };
const THIRD = { "20260103000000_c": createTable("stock", "c") };

/** A database with the first migration of one module, and whose folder holds more of them. */
async function withFirst(more: Parameters<typeof treeOf>[0][string]["migrations"] = {}) {
  const cwd = workspaceOf({ stock: { migrations: FIRST } });
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  addToTree(cwd, treeOf({ stock: { migrations: { ...FIRST, ...more } } }));
  return { cwd, url, allowProduction: true };
}

const codesOf = ({ findings }: { findings: readonly { code: string }[] }): string[] => findings.map(({ code }) => code);

test("a run stores what its modules own; ways up, back and again leave no drift", async () => {
  const options = await withFirst({ ...SECOND, ...THIRD });
  await setEnvironment({ ...options, class: "test", database: new URL(options.url).pathname.slice(1) });
  const runs = [
    () => migrate(options),
    () => rollBack({ ...options, steps: 1 }),
    () => migrate({ ...options, singleTransaction: true }),
    () => redo(options),
    () => rollBack({ ...options, all: true }),
    () => migrate(options),
  ];
  for (const [index, run] of runs.entries()) {
    expect((await run()).findings, String(index)).toEqual([]);
    expect(await detectDrift(options), String(index)).toMatchObject({ drift: [], unclaimed: [], findings: [] });
  }
  expect(await rowsOf(options.url, "SELECT module FROM sys_core.snapshot ORDER BY 1")).toEqual([
    { module: "(shared)" },
    { module: "stock" },
    { module: "sys-core" },
  ]);
  await rollBack({ ...options, all: true });
  expect(await valueOf(options.url, "SELECT count(*)::int FROM sys_core.snapshot WHERE module = 'stock'")).toBe(0);
});

test("what was changed before a run is told by it and kept in the audit, and is no drift afterwards", async () => {
  const options = await withFirst(SECOND);
  await rowsOf(options.url, "ALTER TABLE stock.a ADD by_hand text");
  await rowsOf(options.url, "CREATE INDEX by_hand ON stock.a (note)");
  const events: ProgressEvent[] = [];
  const done = await migrate({ ...options, onProgress: (event) => events.push(event) });
  expect(done.findings).toMatchObject([
    {
      code: "DRIFT_BEFORE_RUN",
      message: "column by_hand of table stock.a: added (type text); index stock.by_hand: added",
    },
  ]);
  expect(events.flatMap((event) => (event.type === "finding" ? [event.finding] : []))).toEqual(done.findings);
  expect(
    await valueOf(options.url, "SELECT details->'objects' FROM sys_core.migration_audit WHERE event = 'drift found'"),
  ).toEqual(["column by_hand of table stock.a: added (type text)", "index stock.by_hand: added"]);
  expect((await detectDrift(options)).drift).toEqual([]);
  const replayed = await detectDrift({ ...options, againstReplay: true });
  expect(replayed.findings.map(({ code, message, module }) => `${module} ${code} ${message}`)).toEqual([
    "stock DRIFT index stock.by_hand: added",
    "stock DRIFT column by_hand of table stock.a: added (type text)",
  ]);
}, 60_000);

test("a failed run stores what its steps have left, one that did nothing stores nothing", async () => {
  const bad = { "20260103000000_bad": { "up.sql": "SELECT 1/0;", "down.sql": "SELECT 1;" } };
  const options = await withFirst({ ...SECOND, ...bad });
  expect(await failure(migrate(options))).toMatchObject({ code: "SQL_FAILED" });
  expect(await historyOf(options.url)).toHaveLength(SYS_CORE_HISTORY.length + 2);
  expect(await detectDrift(options)).toMatchObject({ drift: [], findings: [] });
  const taken = await valueOf(options.url, "SELECT taken_at FROM sys_core.snapshot_head");
  expect(await failure(migrate(options))).toMatchObject({ code: "SQL_FAILED" });
  expect(await valueOf(options.url, "SELECT taken_at FROM sys_core.snapshot_head")).toEqual(taken);
});

test("a snapshot of another history is never compared with: a run that did not get to store its own is no drift", async () => {
  const options = await withFirst({ ...SECOND, ...THIRD });
  const stored = await rowsOf(options.url, "SELECT * FROM sys_core.snapshot_head");
  await migrate({ ...options, to: "20260102000000" });
  // As a kill between the last COMMIT and the storing leaves it.
  await rowsOf(options.url, "DELETE FROM sys_core.snapshot WHERE module = 'stock'");
  await rowsOf(options.url, `UPDATE sys_core.snapshot_head SET applied_hash = '${String(stored[0]!["applied_hash"])}'`);
  await rowsOf(options.url, "ALTER TABLE stock.a ADD by_hand text");
  expect(await detectDrift(options)).toMatchObject({ drift: [], findings: [{ code: "SNAPSHOT_STALE" }] });
  // A run with nothing to do looks at nothing and stores nothing.
  expect((await migrate({ ...options, modules: ["sys-core"] })).findings).toEqual([]);
  expect(codesOf(await detectDrift(options))).toEqual(["SNAPSHOT_STALE"]);
  expect(codesOf(await migrate(options))).toEqual(["SNAPSHOT_STALE"]);
  expect(await detectDrift(options)).toMatchObject({ drift: [], findings: [] });
});

test("what cannot be stored is a finding, and the run has done its work", async () => {
  const options = await withFirst({ ...SECOND, ...THIRD });
  await rowsOf(options.url, "ALTER TABLE sys_core.snapshot_head ADD CHECK (format > 1) NOT VALID");
  const done = await migrate({ ...options, to: "20260102000000" });
  expect(done.steps).toHaveLength(1);
  expect(codesOf(done)).toEqual(["DRIFT_BEFORE_RUN", "SNAPSHOT_NOT_STORED"]);
  expect(codesOf(await detectDrift(options))).toEqual(["SNAPSHOT_STALE"]);
  await rowsOf(options.url, "ALTER TABLE sys_core.snapshot_head DROP CONSTRAINT snapshot_head_format_check");
  expect(codesOf(await migrate(options))).toEqual(["SNAPSHOT_STALE"]);
  expect(await detectDrift(options)).toMatchObject({ drift: [], findings: [] });
});

test("a database of the first sys-core: everything reads it, the next run adds the rest, and it can be uninstalled", async () => {
  const options = await withFirst(SECOND);
  const older = async (): Promise<void> => {
    await rowsOf(options.url, "DROP TABLE sys_core.snapshot, sys_core.snapshot_head");
    await rowsOf(options.url, "DELETE FROM sys_core.migration WHERE name = 'create_snapshot'");
  };
  await older();
  expect((await status(options)).pending.map(({ module }) => module)).toEqual(["sys-core", "stock"]);
  expect(await detectDrift(options)).toMatchObject({
    drift: [],
    storedAt: null,
    findings: [{ code: "SNAPSHOT_NONE" }],
  });
  expect((await rollBack({ ...options, steps: 1 })).findings).toEqual([]);
  expect((await migrate(options)).findings).toEqual([]);
  expect(await detectDrift(options)).toMatchObject({ drift: [], findings: [] });
  await older();
  await uninstall({ ...options, database: new URL(options.url).pathname.slice(1) });
  expect(await valueOf(options.url, "SELECT to_regnamespace('sys_core')")).toBeNull();
});

test("while a run is under way nothing is compared; without a history there is nothing to compare", async () => {
  const options = await withFirst();
  const holder = await connect(options.url);
  await acquireLock(holder, { waitMs: 0 });
  expect(await failure(detectDrift(options))).toMatchObject({ code: "LOCK_BUSY", exitCode: 4 });
  await holder.close();
  expect(await failure(detectDrift({ ...options, url: await emptyDatabase() }))).toMatchObject({
    code: "NOT_INSTALLED",
  });
  expect(await failure(detectDrift({ ...options, module: "stok" }))).toMatchObject({ code: "MODULE_UNKNOWN" });
});

test("a role that may not read the stored snapshot is told so", async () => {
  const options = await withFirst();
  const role = `reader_${process.pid}`;
  await rowsOf(options.url, `CREATE ROLE ${role} LOGIN PASSWORD 'strata'`);
  for (const grant of [
    "USAGE ON SCHEMA sys_core",
    "SELECT ON sys_core.migration, sys_core.migration_audit, sys_core.intent, sys_core.installation, sys_core.environment",
  ])
    await rowsOf(options.url, `GRANT ${grant} TO ${role}`);
  const url = new URL(options.url);
  url.username = role;
  url.password = "strata";
  expect(await failure(detectDrift({ ...options, url: url.href }))).toMatchObject({
    code: "HISTORY_UNREADABLE",
    exitCode: 5,
  });
  await rowsOf(options.url, `DROP OWNED BY ${role}`);
  await rowsOf(options.url, `DROP ROLE ${role}`);
});

test("a snapshot of another major or format is not compared with, and the next run takes another", async () => {
  for (const change of ["server_major = 15", "format = 99"]) {
    const options = await withFirst(SECOND);
    await rowsOf(options.url, `UPDATE sys_core.snapshot_head SET ${change}`);
    expect(codesOf(await detectDrift(options))).toEqual(["SNAPSHOT_NOT_COMPARABLE"]);
    expect(codesOf(await migrate(options))).toEqual(["SNAPSHOT_NOT_COMPARABLE"]);
    expect(await detectDrift(options)).toMatchObject({ drift: [], findings: [] });
  }
});

test("a checksum that is accepted and a stamp that changes leave the snapshot as it is", async () => {
  const options = await withFirst();
  addToTree(options.cwd, {
    "modules/stock/migrations/20260101000000_a/up.sql": `${createTable("stock", "a", true)["up.sql"]!}SELECT 1;`,
  });
  await acceptChecksums({ ...options, module: "stock", version: "20260101000000", why: "harmless" });
  expect(await detectDrift(options)).toMatchObject({ drift: [], findings: [] });
});

test("modules of another workspace are neither compared nor taken away, whoever runs last", async () => {
  const options = await withFirst(SECOND);
  const other = workspaceOf({ people: { migrations: { "20260101000000_p": createTable("people", "p", true) } } });
  await migrate({ ...options, cwd: other });
  const both = async (): Promise<void> => {
    for (const cwd of [options.cwd, other])
      expect(await detectDrift({ ...options, cwd }), cwd).toMatchObject({ drift: [], findings: [] });
  };
  await both();
  await migrate(options);
  await both();
  await rowsOf(options.url, "ALTER TABLE people.p ADD by_hand text");
  expect((await detectDrift(options)).drift).toEqual([]);
  expect((await detectDrift({ ...options, cwd: other })).drift).toMatchObject([
    { module: "people", key: "table people.p" },
  ]);
});

test("what nobody claims and the order of columns are told, and are no drift", async () => {
  const options = await withFirst();
  await rowsOf(options.url, "CREATE TABLE public.scratch (id integer)");
  await rowsOf(options.url, "ALTER TABLE stock.a DROP note; ALTER TABLE stock.a RENAME id TO old");
  await rowsOf(options.url, "ALTER TABLE stock.a ADD note text; ALTER TABLE stock.a ADD id integer");
  await rowsOf(options.url, "ALTER TABLE stock.a DROP old; ALTER TABLE stock.a ADD PRIMARY KEY (id)");
  expect(await detectDrift(options)).toMatchObject({
    drift: [],
    unclaimed: [{ key: "table public.scratch", kind: "added" }],
    orders: [{ key: "table stock.a", before: ["id", "note"], after: ["note", "id"] }],
    findings: [],
  });
  expect(await auditOf(options.url)).not.toContain("drift found ");
});

test("only what differs of one module is told when it is named", async () => {
  const options = await withFirst();
  await rowsOf(options.url, "ALTER TABLE stock.a ADD by_hand text");
  await rowsOf(options.url, "COMMENT ON TABLE sys_core.migration IS NULL");
  expect((await detectDrift(options)).drift.map(({ module }) => module)).toEqual(["stock", "sys-core"]);
  expect((await detectDrift({ ...options, module: "stock" })).drift.map(({ module }) => module)).toEqual(["stock"]);
});

test("a live database of another major is written by the scratch server before it is compared with a replay", async () => {
  const { freshDatabase } = await import("../support/cluster.js");
  const { onTestFinished } = await import("vitest");
  const { url, drop } = await freshDatabase(15);
  onTestFinished(drop);
  const up =
    "CREATE SCHEMA stock; CREATE TABLE stock.a (id integer PRIMARY KEY, at timestamptz DEFAULT now(), n text CHECK (n IN ('a', 'b')));\nCREATE VIEW stock.v AS SELECT id, n FROM stock.a WHERE n = ANY (ARRAY['a', 'b']);";
  const cwd = workspaceOf({
    stock: { migrations: { "20260101000000_a": { "up.sql": up, "down.sql": "DROP SCHEMA stock CASCADE;" } } },
  });
  const options = { cwd, url, allowProduction: true, againstReplay: true };
  await migrate(options);
  expect(await detectDrift(options)).toMatchObject({ drift: [], findings: [] });
  await rowsOf(url, "ALTER TABLE stock.a ALTER n SET NOT NULL");
  expect((await detectDrift(options)).findings.map(({ message }) => message)).toEqual([
    "column n of table stock.a: not null no → yes",
  ]);
}, 60_000);

test("what the workspace has no folder of is named by a comparison with a replay", async () => {
  const options = await withFirst();
  const less = workspaceOf({ stock: { migrations: SECOND } });
  const report = await detectDrift({ ...options, cwd: less, againstReplay: true });
  expect(report).toMatchObject({ drift: [], findings: [{ code: "DRIFT_NOT_REPLAYED", module: "stock" }] });
}, 60_000);

test("a run whose connection falls silent while it stores the snapshot ends all the same, with its work done", async () => {
  const options = await withFirst(SECOND);
  const proxy = await cuttingProxy(options.url);
  void proxy.onceSent("INSERT INTO sys_core.snapshot", "half-open");
  const done = await migrate({ ...options, url: proxy.url });
  expect(done.steps).toHaveLength(1);
  expect(codesOf(done)).toEqual(["SNAPSHOT_NOT_STORED"]);
  expect(await historyOf(options.url)).toContain("stock@20260102000000");
}, 90_000);

test("an interrupted run stores what its steps have left", async () => {
  const slow = { "20260103000000_slow": { "up.sql": "SELECT pg_sleep(60);", "down.sql": "SELECT 1;" } };
  const options = await withFirst({ ...SECOND, ...slow });
  const abort = new AbortController();
  const run = migrate({
    ...options,
    signal: abort.signal,
    onProgress: (event) => {
      if (event.type === "phase" && event.step.version === "20260103000000") abort.abort();
    },
  });
  expect((await failure(run)).code).toBe("INTERRUPTED");
  expect(await historyOf(options.url)).toContain("stock@20260102000000");
  expect(await detectDrift(options)).toMatchObject({ drift: [], findings: [] });
});
