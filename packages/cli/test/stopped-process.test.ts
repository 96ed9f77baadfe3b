import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { connect, freshDatabase } from "@strata/core/test-cluster";
import { expect, onTestFinished, test } from "vitest";
import { query } from "./support/fingerprint.js";
import { STRATA } from "./support/run-strata.js";
import { temporaryWorkspace } from "./support/temporary-workspace.js";

const GATE = 77_002;
/** strata's own lock, as docs/FORMATS.md has it. */
const LOCK = "8319400174550056961";

test("a process that was stopped, and whose backend and lock are gone when it wakes up, commits nothing", async () => {
  const workspace = await temporaryWorkspace({
    modules: {
      slow: {
        migrations: {
          "20260101000000_a": {
            "up.sql": `-- strata: lock-timeout 100s\nCREATE SCHEMA slow;\nSELECT pg_advisory_xact_lock(${GATE});\n`,
            "down.sql": "DROP SCHEMA slow;\n",
          },
        },
      },
    },
  });
  onTestFinished(() => workspace.remove());
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  const other = await connect(url);
  onTestFinished(() => other.close());
  await other.query(`SELECT pg_advisory_lock(${GATE})`);

  const child = spawn(process.execPath, [STRATA, "up", "--yes", "--url", url, "--retry-for", "1"], {
    cwd: workspace.root,
    stdio: ["ignore", "ignore", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => (stderr += piece));
  const ended = once(child, "close") as Promise<[number | null]>;

  const waiting = "application_name LIKE 'strata slow%' AND wait_event_type = 'Lock' AND datname = current_database()";
  await until(other, `SELECT 1 FROM pg_stat_activity WHERE ${waiting}`);
  child.kill("SIGSTOP");
  await other.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${waiting}`);
  await until(other, `SELECT 1 WHERE pg_try_advisory_lock(${LOCK})`);
  await other.query(`SELECT pg_advisory_unlock(${GATE})`);
  child.kill("SIGCONT");

  const [status] = await ended;
  expect([status, stderr]).toEqual([5, expect.stringContaining("CONNECTION_LOST")]);
  expect(await query(url, "SELECT 1 FROM pg_namespace WHERE nspname = 'slow'")).toEqual([]);
  expect(await query(url, "SELECT 1 FROM sys_core.migration WHERE module = 'slow'")).toEqual([]);
});

/** Waits until a statement returns a row, half a minute at the most. */
async function until(session: Awaited<ReturnType<typeof connect>>, statement: string): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(30)) {
    if ((await session.query(statement)).length > 0) return;
  }
  throw new Error(`no row: ${statement}`);
}
