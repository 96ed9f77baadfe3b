import { expect, onTestFinished, test } from "vitest";
import { setEnvironment } from "../../src/usecases/environment.js";
import { showAudit } from "../../src/usecases/look/show-audit.js";
import { status } from "../../src/usecases/look/status.js";
import { verifyAudit } from "../../src/usecases/look/verify-audit.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { freshDatabase } from "../support/cluster.js";
import { SYS_CORE_FOLDERS } from "../support/sys-core.js";
import { failure } from "./failure.js";
import { createTable, emptyDatabase, historyOf, objectsOf, rowsOf, workspaceOf } from "./workspace.js";

/** What an administrator may have set for the role that migrates, and what a client that trusts in defaults trips over. */
const HOSTILE = [
  "search_path = pg_temp, nowhere",
  "datestyle = 'SQL, DMY'",
  "intervalstyle = 'sql_standard'",
  "timezone = 'America/St_Johns'",
  "extra_float_digits = -15",
  "bytea_output = 'escape'",
  "standard_conforming_strings = off",
  "backslash_quote = on",
  "escape_string_warning = on",
  "client_encoding = 'LATIN1'",
  "client_min_messages = 'debug1'",
  "array_nulls = off",
  "transform_null_equals = on",
  "quote_all_identifiers = on",
  "xmloption = 'document'",
  "check_function_bodies = off",
  "row_security = off",
  "default_transaction_isolation = 'serializable'",
  "default_transaction_deferrable = on",
  "constraint_exclusion = off",
  "enable_indexscan = off",
  "enable_seqscan = off",
  "jit_above_cost = 0",
  "plan_cache_mode = 'force_generic_plan'",
  "plpgsql.variable_conflict = 'use_column'",
  "plpgsql.extra_errors = 'all'",
  "lock_timeout = '1ms'",
  "deadlock_timeout = '10ms'",
  "application_name = 'somebody else'",
  "gin_fuzzy_search_limit = 1",
  "strata.pooler_probe = 'mine'",
];

test.each([15, 18] as const)("settings of the role are in nobody's way, on PostgreSQL %i", async (major) => {
  const { url: maintenance, name, drop } = await freshDatabase(major);
  const role = `r_${name}`;
  await rowsOf(maintenance, `CREATE ROLE ${role} LOGIN SUPERUSER PASSWORD 'secret'`);
  onTestFinished(async () => {
    await drop();
    const url = new URL(maintenance);
    url.pathname = "/postgres";
    await rowsOf(url.href, `DROP ROLE ${role}`);
  });
  const url = maintenance.replace(/\/\/[^@]*@/, `//${role}:secret@`);
  for (const setting of HOSTILE) await rowsOf(maintenance, `ALTER ROLE ${role} SET ${setting}`);
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": {
          "up.sql": `CREATE SCHEMA stock;
            CREATE TABLE a (t text PRIMARY KEY, at timestamptz, day date, span interval, x float8, b bytea, n int[]);
            INSERT INTO a VALUES ('a\\b', '2026-03-08T02:30:00Z', '2026-02-01', '1 day 02:03:04', 0.1, '\\x00ff', ARRAY[1, NULL]);`,
          "bootstrap.json": JSON.stringify({
            "stock.a": {
              "é\\": {
                at: "2026-11-01T05:30:00Z",
                day: "2026-02-01",
                span: "P1DT2H",
                x: 0.1,
                b: "\\x00ff",
                n: [1, null],
              },
            },
          }),
          "down.sql": "DROP TABLE a; DROP SCHEMA stock;",
        },
        "20260102000000_b": {
          "up.sql": "-- strata: no-transaction\nCREATE INDEX CONCURRENTLY a_day ON a (day);",
          "down.sql": "-- strata: no-transaction\nDROP INDEX CONCURRENTLY stock.a_day;",
        },
      },
    },
  });
  expect((await status({ cwd, url })).pending).toHaveLength(SYS_CORE_FOLDERS.length + 2);
  await migrate({ cwd, url, allowProduction: true });
  expect(
    await rowsOf(
      maintenance,
      "SELECT t, extract(epoch FROM at)::int AS at, day::text, x = 0.1 AS x, encode(b, 'hex') AS b, n FROM stock.a ORDER BY t",
    ),
  ).toEqual([
    { t: "a\\b", at: 1772937000, day: "2026-02-01", x: true, b: "00ff", n: [1, null] },
    { t: "é\\", at: 1793511000, day: "2026-02-01", x: true, b: "00ff", n: [1, null] },
  ]);
  expect((await setEnvironment({ cwd, url, class: "test", database: name })).valid).toBe(true);
  expect(await status({ cwd, url })).toMatchObject({ current: true, findings: [] });
  expect((await migrate({ cwd, url })).steps).toEqual([]);
  await rollBack({ cwd, url, all: true });
  await migrate({ cwd, url });
  await rollBack({ cwd, url, all: true });
  const last = SYS_CORE_FOLDERS.length + 9;
  // More than nine events: a number rounded to one digit would be another one.
  expect((await showAudit({ cwd, url, limit: 2 })).map(({ id }) => id)).toEqual([last - 1, last]);
  expect(await objectsOf(maintenance)).toEqual([]);
  expect((await verifyAudit({ cwd, url })).breaks).toEqual([]);
});

const idle = { "20260101000000_a": createTable("stock", "a", true) };
const slow = (transform: string): Record<string, Record<string, string>> => ({
  "20260101000000_a": {
    ...createTable("stock", "a", true),
    "transform.ts": `export async function up(): Promise<void> { ${transform} }\n`,
    "down.sql": "-- strata: irreversible for a test",
  },
});
const asleep = { "20260101000000_a": { ...createTable("stock", "a", true), "up.sql": "SELECT pg_sleep(60);" } };

test.each([
  ["idle_in_transaction_session_timeout", slow("await new Promise((resolve) => setTimeout(resolve, 2000));")],
  ["transaction_timeout", asleep],
  ["idle_session_timeout", idle],
  ["statement_timeout", asleep],
])("%s that is too short for a run is named, and nothing is kept", async (setting, migrations) => {
  const url = await emptyDatabase();
  const cwd = workspaceOf({ stock: { migrations } });
  const wait = setting === "idle_session_timeout" ? 800 : 0;
  const error = await failure(
    migrate({
      cwd,
      url: `${url}?${setting}=400`,
      confirm: async () => {
        await new Promise((resolve) => setTimeout(resolve, wait));
        return true;
      },
    }),
  );
  const code = setting === "statement_timeout" ? "STATEMENT_CANCELLED" : "CONNECTION_LOST";
  expect(error).toMatchObject({ code, hint: expect.stringContaining(setting) });
  expect(await objectsOf(url)).toEqual([]);
  if (wait === 0) expect(await historyOf(url)).toHaveLength(SYS_CORE_FOLDERS.length);
});
