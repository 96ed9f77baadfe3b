import { spawn } from "node:child_process";
import { once } from "node:events";
import { freshDatabase, sharedCluster } from "@strata/core/test-cluster";
import { expect, onTestFinished, test } from "vitest";
import { query } from "./support/fingerprint.js";
import { runStrata, runStrataJson, STRATA } from "./support/run-strata.js";
import { temporaryWorkspace } from "./support/temporary-workspace.js";

/** More than one transaction of an installation takes. */
const TABLES = 420;
const COUNT =
  "SELECT count(*)::int AS n FROM pg_class c WHERE c.relnamespace = to_regnamespace('wide') AND c.relkind = 'r'";

test("an installation that is killed between two of its transactions goes on with the next run, and two runs at once install once", async () => {
  const tables = Array.from(
    { length: TABLES },
    (_, n) =>
      `CREATE TABLE wide.t${n} (id integer PRIMARY KEY${n === 0 ? "" : `, before integer REFERENCES wide.t${n - 1}`});\n`,
  );
  const workspace = await temporaryWorkspace({
    modules: {
      wide: {
        migrations: {
          "20260101000000_create": {
            "up.sql": `CREATE SCHEMA wide;\n${tables.join("")}`,
            "down.sql": "-- strata: irreversible a test\n",
          },
        },
      },
    },
    config: { scratchUrl: (await sharedCluster()).url("postgres") },
  });
  onTestFinished(() => workspace.remove());
  expect((await runStrata(["dump"], { cwd: workspace.root })).exitCode).toBe(0);
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);

  // Stopped by itself at the first committed transaction, so that nothing depends on who is faster.
  await query(
    url,
    `CREATE FUNCTION public.hold() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
       IF EXISTS (SELECT FROM sys_core.intent WHERE kind = 'install' AND (details->>'done')::int > 0) THEN PERFORM pg_sleep(60); END IF;
     EXCEPTION WHEN undefined_table OR invalid_schema_name THEN NULL; END $$`,
  );
  await query(url, "CREATE EVENT TRIGGER hold ON ddl_command_start EXECUTE FUNCTION public.hold()");
  const killed = spawn(process.execPath, [STRATA, "up", "--yes", "--url", url], {
    cwd: workspace.root,
    stdio: "ignore",
  });
  const ended = once(killed, "exit");
  await expect
    .poll(
      async () =>
        (await query(url, "SELECT count(*)::int AS n FROM pg_stat_activity WHERE wait_event = 'PgSleep'"))[0]?.["n"],
      { timeout: 60_000, interval: 50 },
    )
    .toBe(1);
  killed.kill("SIGKILL");
  await ended;
  await query(url, "ALTER EVENT TRIGGER hold DISABLE");
  await query(
    url,
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND pid <> pg_backend_pid()",
  );

  expect(await query(url, "SELECT count(*)::int AS n FROM sys_core.migration WHERE module = 'wide'")).toEqual([
    { n: 0 },
  ]);
  const before = await runStrataJson(["status", "--url", url], { cwd: workspace.root });
  expect(before.envelope.findings.map(({ code }) => code)).toContain("INSTALL_UNFINISHED");
  const both = await Promise.all(
    [1, 2].map(() => runStrataJson(["up", "--yes", "--url", url], { cwd: workspace.root })),
  );
  expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(await query(url, COUNT)).toEqual([{ n: TABLES }]);
  expect(await query(url, "SELECT count(*)::int AS n FROM sys_core.migration_audit WHERE event = 'installed'")).toEqual(
    [{ n: 1 }],
  );
  const after = await runStrataJson(["status", "--url", url], { cwd: workspace.root });
  expect(after.envelope.data).toMatchObject({ current: true });
}, 120_000);
