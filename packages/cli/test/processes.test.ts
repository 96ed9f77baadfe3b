import { setTimeout as sleep } from "node:timers/promises";
import { connect, freshDatabase } from "@strata/core/test-cluster";
import { expect, onTestFinished, test } from "vitest";
import { query } from "./support/fingerprint.js";
import { runStrataJson } from "./support/run-strata.js";
import { SYS_CORE_FOLDERS } from "./support/sys-core.js";
import { temporaryWorkspace } from "./support/temporary-workspace.js";

const GATE = 77_001;
const MODULES = ["shop", "billing", "ledger"];
const VERSIONS = Array.from({ length: 8 }, (_, index) => `202601010000${String(index).padStart(2, "0")}`);
/** Theirs, that of the gate and those of sys-core. */
const ALL = MODULES.length * VERSIONS.length + 1 + SYS_CORE_FOLDERS.length;

/** A migration that notes that it ran, in a table without a key: a second time would not fail, it would be seen. */
function noting(module: string, index: number): Record<string, string> {
  const first = index === 0 ? `CREATE SCHEMA ${module};\nCREATE TABLE ${module}.ran (version text);\n` : "";
  return {
    "up.sql": `${first}INSERT INTO ${module}.ran VALUES ('${VERSIONS[index]!}');\n`,
    "down.sql":
      index === 0
        ? `DROP SCHEMA ${module} CASCADE;\n`
        : `DELETE FROM ${module}.ran WHERE version = '${VERSIONS[index]!}';\n`,
  };
}

test("three processes run `up` at once: each migration exactly once; a fourth that does not wait ends in 4", async () => {
  const workspace = await temporaryWorkspace({
    modules: Object.fromEntries(
      MODULES.map((module) => [
        module,
        {
          migrations: Object.fromEntries(VERSIONS.map((version, index) => [`${version}_note`, noting(module, index)])),
        },
      ]),
    ),
  });
  onTestFinished(() => workspace.remove());
  // The first migration waits here for the test, with strata's lock held.
  await workspace.write({
    "modules/gate/package.json": { name: "@corp/gate", version: "1.0.0", strata: { owns: ["gate.*"] } },
    "modules/gate/migrations/20250101000000_wait/up.sql": `-- strata: lock-timeout 100s\nSELECT pg_advisory_xact_lock(${GATE});\n`,
    "modules/gate/migrations/20250101000000_wait/down.sql": "SELECT 1;\n",
  });
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  const gate = await connect(url);
  onTestFinished(() => gate.close());
  await gate.query(`SELECT pg_advisory_lock(${GATE})`);

  const up = (...args: string[]) => runStrataJson(["up", "--yes", "--url", url, ...args], { cwd: workspace.root });
  const three = [up(), up(), up()];
  const early = Promise.race(three).then((run) => Promise.reject(new Error(`a process has ended: ${run.stdout}`)));
  // Of no interest once the gate is open.
  early.catch(() => undefined);
  const inPlace = until(async () => {
    const states = await query(
      url,
      `SELECT count(*) FILTER (WHERE wait_event_type = 'Lock')::int AS working,
              count(*) FILTER (WHERE query LIKE '%pg_try_advisory_lock%' OR query LIKE '%pg_locks%')::int AS trying
         FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'strata%' AND pid <> pg_backend_pid()`,
    );
    return states[0]?.["working"] === 1 && states[0]["trying"] === 2;
  });
  await Promise.race([inPlace, early]);
  const fourth = await up("--lock-wait", "0");
  expect(fourth).toMatchObject({ exitCode: 4, envelope: { error: { code: "LOCK_BUSY" } } });
  await gate.query(`SELECT pg_advisory_unlock(${GATE})`);

  const runs = await Promise.all(three);
  expect(runs.map(({ exitCode, stderr }) => ({ exitCode, stderr: exitCode === 0 ? "" : stderr }))).toEqual(
    Array.from({ length: 3 }, () => ({ exitCode: 0, stderr: "" })),
  );
  const steps = runs.map(({ envelope }) => (envelope.data as { steps: unknown[] }).steps.length);
  expect(steps.toSorted((a, b) => a - b)).toEqual([0, 0, ALL]);
  for (const module of MODULES) {
    const ran = await query(url, `SELECT version FROM ${module}.ran`);
    expect(ran.map(({ version }) => version)).toEqual(VERSIONS);
  }
  const audit = await query(
    url,
    "SELECT count(*)::int AS events, count(DISTINCT (module, version))::int AS migrations FROM sys_core.migration_audit WHERE event = 'applied'",
  );
  expect(audit).toEqual([{ events: ALL, migrations: ALL }]);
  expect((await up()).envelope.data).toMatchObject({ steps: [] });
});

/** Waits until something holds, half a minute at the most. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("the processes do not get to where the test wants them");
    await sleep(50);
  }
}
