import { expect, test } from "vitest";
import { appendAudit } from "../../src/history/audit.js";
import { readCluster, RECORDED_CLUSTER } from "../../src/history/cluster-record.js";
import { connect } from "../../src/postgres/connect.js";
import { setEnvironment } from "../../src/usecases/environment.js";
import { doctor } from "../../src/usecases/look/doctor.js";
import { status } from "../../src/usecases/look/status.js";
import { verifyAudit } from "../../src/usecases/look/verify-audit.js";
import { makePlan } from "../../src/usecases/run/make-plan.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { freshDatabase, MAJORS } from "../support/cluster.js";
import { SYS_CORE_FOLDERS } from "../support/sys-core.js";
import { createTable, emptyDatabase, rowsOf, valueOf, workspaceOf } from "./workspace.js";
import { onTestFinished } from "vitest";

const MODULES = {
  stock: {
    migrations: { "20260101000000_a": createTable("stock", "a", true), "20260102000000_b": createTable("stock", "b") },
  },
};

test.each(MAJORS)("every event says in which cluster it happened, on PostgreSQL %i", async (major) => {
  const { url, drop } = await freshDatabase(major);
  onTestFinished(drop);
  const cwd = workspaceOf(MODULES);
  await migrate({ cwd, url, allowProduction: true });
  await rollBack({ cwd, url, steps: 1, allowProduction: true });
  const connection = await connect(url);
  onTestFinished(() => connection.close());
  const here = await readCluster(connection);
  expect(here).toEqual({ system: expect.stringMatching(/^\d{19}$/), timeline: 1 });
  const events = await connection.values("SELECT event, details->'cluster' FROM sys_core.migration_audit ORDER BY id");
  expect(events.map(([event]) => event)).toEqual([
    ...SYS_CORE_FOLDERS.map(() => "applied"),
    "applied",
    "applied",
    "taken back",
  ]);
  expect(events.map(([, cluster]) => cluster)).toEqual(events.map(() => here));
  expect((await verifyAudit({ cwd, url })).breaks).toEqual([]);
});

/** A history as a restored dump has it: its newest event happened elsewhere. */
async function restored(timeline: number, system?: string): Promise<{ cwd: string; url: string }> {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true, to: "20260101000000", modules: ["stock"] });
  const own = await valueOf(url, "SELECT system_identifier::text FROM pg_control_system()");
  const cluster = JSON.stringify({ cluster: { system: system ?? own, timeline } });
  await rowsOf(url, `INSERT INTO sys_core.migration_audit (event, details) VALUES ('applied', '${cluster}')`);
  return { cwd, url };
}

test.each([
  ["CLUSTER_CHANGED", 1, "7000000000000000001"],
  ["TIMELINE_CHANGED", 7, undefined],
] as const)(
  "%s: said by status, plan, doctor and the run that records where it is now",
  async (code, timeline, system) => {
    const { cwd, url } = await restored(timeline, system);
    const codes = ({ findings }: { findings: readonly { code: string }[] }): string[] =>
      findings.map((one) => one.code);
    expect(codes(await status({ cwd, url }))).toEqual([code]);
    expect(codes(await makePlan({ cwd, url, direction: "up" }))).toEqual([code]);
    const { checks } = await doctor({ cwd, url });
    expect(checks.find(({ name }) => name === "server's identity")?.state).toBe("warning");
    // A failure records nothing of that kind.
    const connection = await connect(url);
    await appendAudit(connection, { event: "failed", details: {} });
    await connection.close();
    expect(codes(await status({ cwd, url }))).toEqual([code]);
    expect(codes(await migrate({ cwd, url, allowProduction: true }))).toEqual([code]);
    expect(codes(await status({ cwd, url }))).toEqual([]);
  },
);

test("stamping the database records its server too", async () => {
  const { cwd, url } = await restored(1, "7000000000000000001");
  await setEnvironment({ cwd, url, class: "production", database: new URL(url).pathname.slice(1) });
  expect((await status({ cwd, url })).findings).toEqual([]);
});

test("a history that was written before clusters were recorded has nothing to compare", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  await rowsOf(url, "INSERT INTO sys_core.migration_audit (event) VALUES ('applied')");
  expect((await status({ cwd, url })).findings).toEqual([]);
});

test("what was recorded last is found at the end of the primary key, however long the audit is", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  const connection = await connect(url);
  onTestFinished(() => connection.close());
  await connection.run(
    "INSERT INTO sys_core.migration_audit (event) SELECT 'applied' FROM generate_series(1, 2000); ANALYZE sys_core.migration_audit",
  );
  const lines = await connection.values(`EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) SELECT ${RECORDED_CLUSTER}`);
  const text = lines.flat().join("\n");
  expect(text).toMatch(
    /Index Scan Backward using migration_audit_pkey on migration_audit \(actual rows=1(\.00)? loops=1\)/,
  );
  expect(text).not.toContain("Rows Removed");
});
