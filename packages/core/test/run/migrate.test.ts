import { expect, test } from "vitest";
import { acquireLock } from "../../src/postgres/advisory-lock.js";
import { connect } from "../../src/postgres/connect.js";
import type { ProgressEvent } from "../../src/plan/progress.js";
import { makePlan } from "../../src/usecases/run/make-plan.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { setEnvironment } from "../../src/usecases/environment.js";
import { addToTree } from "../support/temporary-tree.js";
import { failure } from "./failure.js";
import { SYS_CORE_FOLDERS, SYS_CORE_HISTORY } from "../support/sys-core.js";
import { createTable, emptyDatabase, historyOf, objectsOf, rowsOf, treeOf, valueOf, workspaceOf } from "./workspace.js";

test("modules run in one order, sys-core first, and a second run has nothing to do", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260103000000_b": createTable("stock", "b"),
        "20260101000000_a": createTable("stock", "a", true),
      },
    },
    billing: {
      package: { dependencies: { stock: "workspace:*" } },
      migrations: {
        "20260102000000_invoice": {
          "up.sql":
            "CREATE SCHEMA billing;\nCREATE TABLE billing.invoice (id int PRIMARY KEY, a_id int REFERENCES stock.a);\n",
          "down.sql": "DROP TABLE billing.invoice; DROP SCHEMA billing;",
        },
      },
    },
  });
  const url = await emptyDatabase();
  const first = await migrate({ cwd, url, allowProduction: true });
  expect(first.steps.map(({ module, version }) => `${module}@${version}`)).toEqual(await historyOf(url));
  expect(await historyOf(url)).toEqual([
    ...SYS_CORE_HISTORY,
    "stock@20260101000000",
    "billing@20260102000000",
    "stock@20260103000000",
  ]);
  const second = await migrate({ cwd, url });
  expect(second.steps).toEqual([]);
});

test("a run with nothing to do takes no lock, loads no parser and announces nothing", async () => {
  const cwd = workspaceOf({ stock: { migrations: { "20260101000000_a": createTable("stock", "a", true) } } });
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  const events: ProgressEvent[] = [];
  const connection = await connect(url);
  // Somebody else holds the lock all the while.
  await acquireLock(connection, { waitMs: 0 });
  const result = await migrate({ cwd, url, lockWaitMs: 0, onProgress: (event) => events.push(event) });
  await connection.close();
  expect(result.plan.steps).toEqual([]);
  expect(events).toEqual([]);
});

test("a failed step is rolled back whole, those before it stay, and the failure is in the audit", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": createTable("stock", "a", true),
        "20260102000000_bad": {
          "up.sql": "CREATE TABLE stock.b (id int);\n\nINSERT INTO stock.b VALUES ('🎉'::text::int);\n",
          "down.sql": "DROP TABLE stock.b;",
        },
      },
    },
  });
  const url = await emptyDatabase();
  const error = await failure(migrate({ cwd, url, allowProduction: true }));
  expect(error).toMatchObject({ code: "SQL_FAILED", exitCode: 8 });
  expect(error.details["step"]).toBe("stock@20260102000000");
  expect(error.details.findings?.[0]?.place ?? error.details["place"]).toMatchObject({ line: 3 });
  expect(await historyOf(url)).toEqual([...SYS_CORE_HISTORY, "stock@20260101000000"]);
  expect(await objectsOf(url)).not.toContain("stock.b");
  const audit = await rowsOf(url, "SELECT event, version FROM sys_core.migration_audit ORDER BY id DESC LIMIT 1");
  expect(audit).toEqual([{ event: "failed", version: "20260102000000" }]);
});

test("every file is parsed before the first step runs", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": createTable("stock", "a", true),
        "20260102000000_bad": { "up.sql": "CREATE TABEL stock.b ();", "down.sql": "SELECT 1;" },
        "20260103000000_worse": { "up.sql": "SELECT 1;\nCOMMIT;", "down.sql": "SELECT 1;" },
      },
    },
  });
  const url = await emptyDatabase();
  const error = await failure(migrate({ cwd, url, allowProduction: true }));
  expect(error.details.findings?.map(({ code, version }) => `${code} ${version}`)).toEqual([
    "SQL_SYNTAX 20260102000000",
    "TRANSACTION_CONTROL 20260103000000",
  ]);
  expect(await valueOf(url, "SELECT to_regnamespace('sys_core')")).toBeNull();
});

test("three runs at once apply each migration exactly once", async () => {
  const names = Array.from({ length: 12 }, (_, index) => index);
  const cwd = workspaceOf({
    stock: {
      migrations: Object.fromEntries(
        names.map((index) => [
          `202601010000${String(index).padStart(2, "0")}_t`,
          createTable("stock", `t${index}`, index === 0),
        ]),
      ),
    },
  });
  const url = await emptyDatabase();
  const runs = await Promise.all([1, 2, 3].map(() => migrate({ cwd, url, allowProduction: true })));
  expect(runs.map(({ steps }) => steps.length).toSorted((a, b) => a - b)).toEqual([0, 0, SYS_CORE_FOLDERS.length + 12]);
  const audit = await rowsOf(url, "SELECT count(*)::int AS n FROM sys_core.migration_audit WHERE event = 'applied'");
  expect(audit).toEqual([{ n: SYS_CORE_FOLDERS.length + 12 }]);
});

test("settings of one step do not reach the next one, nor the next phase", async () => {
  const show =
    "INSERT INTO stock.seen SELECT current_setting('search_path'), current_setting('lock_timeout'), current_user, current_setting('work_mem');";
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": {
          "up.sql":
            "CREATE SCHEMA stock; CREATE TABLE stock.seen (path text, timeout text, who text, mem text);\nSET search_path = pg_catalog; SET lock_timeout = '7min'; SET work_mem = '123MB'; SET ROLE pg_monitor;\nCREATE TEMP TABLE left_behind (x int);",
          "up.contract.sql": show,
          "down.sql": "DROP SCHEMA stock CASCADE;",
        },
        "20260102000000_b": { "up.sql": `-- strata: lock-timeout 3s\n${show}`, "down.sql": "SELECT 1;" },
        "20260103000000_c": {
          "up.sql":
            "CREATE TABLE here (temporary text); INSERT INTO here SELECT to_regclass('pg_temp.left_behind')::text;",
          "down.sql": "DROP TABLE stock.here;",
        },
      },
    },
  });
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  const seen = await rowsOf(url, "SELECT * FROM stock.seen");
  expect(seen[0]).toMatchObject({ path: "stock, public, pg_temp", timeout: "2s", who: "postgres" });
  expect(seen[0]?.["mem"]).not.toBe("123MB");
  expect(seen[1]).toMatchObject({ path: "stock, public, pg_temp", timeout: "3s" });
  expect(await valueOf(url, "SELECT temporary FROM stock.here")).toBeNull();
});

test("a name without a schema is refused while the module's schema does not exist, and nothing is made", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: { "20260101000000_a": { "up.sql": "CREATE TABLE a (id int);", "down.sql": "DROP TABLE a;" } },
    },
  });
  const url = await emptyDatabase();
  const error = await failure(migrate({ cwd, url, allowProduction: true }));
  expect(error.code).toBe("UNQUALIFIED_WITHOUT_SCHEMA");
  expect(await objectsOf(url)).toEqual([]);
});

test("what dynamic SQL creates without a schema does not become temporary in silence", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": {
          "up.sql": "DO $$ BEGIN EXECUTE 'CREATE TABLE a (id int)'; END $$;",
          "down.sql": "SELECT 1;",
        },
      },
    },
  });
  const url = await emptyDatabase();
  await rowsOf(url, "DROP SCHEMA public");
  expect((await failure(migrate({ cwd, url, allowProduction: true }))).code).toBe("LANDED_IN_TEMP");
});

test("deferred constraints are checked between the phases and are deferred again in the next one", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": {
          "up.sql": `CREATE SCHEMA stock;
            CREATE TABLE stock.a (id int PRIMARY KEY, next int REFERENCES stock.a DEFERRABLE INITIALLY DEFERRED);
            INSERT INTO stock.a VALUES (1, 2), (2, 1);`,
          "up.contract.sql": "INSERT INTO stock.a VALUES (3, 4); INSERT INTO stock.a VALUES (4, 3);",
          "down.sql": "DROP SCHEMA stock CASCADE;",
        },
        "20260102000000_b": {
          "up.sql": "INSERT INTO stock.a VALUES (5, 6);",
          "up.contract.sql": "INSERT INTO stock.a VALUES (6, 5);",
          "down.sql": "SELECT 1;",
        },
      },
    },
  });
  const url = await emptyDatabase();
  const error = await failure(migrate({ cwd, url, allowProduction: true }));
  expect(error.message).toContain("after up");
  expect(await valueOf(url, "SELECT count(*)::int FROM stock.a")).toBe(4);
});

test("constraints that a later phase or step creates have their own mode", async () => {
  const circular = (table: string) =>
    `CREATE TABLE stock.${table} (id int PRIMARY KEY, next int REFERENCES stock.${table} DEFERRABLE INITIALLY DEFERRED);
    INSERT INTO stock.${table} VALUES (1, 2); INSERT INTO stock.${table} VALUES (2, 1);`;
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": {
          "up.sql":
            "CREATE SCHEMA stock; CREATE TABLE stock.a (id int PRIMARY KEY, up int REFERENCES stock.a DEFERRABLE);",
          "up.contract.sql": circular("b"),
          "down.sql": "DROP SCHEMA stock CASCADE;",
        },
        "20260102000000_b": { "up.sql": circular("c"), "down.sql": "DROP TABLE stock.c;" },
      },
    },
  });
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true, singleTransaction: true });
  expect(await historyOf(url)).toHaveLength(SYS_CORE_FOLDERS.length + 2);
  // One that is INITIALLY IMMEDIATE still fails at its statement, whatever the phase.
  const up = {
    "up.sql": "INSERT INTO stock.a VALUES (1);",
    "up.contract.sql": "SELECT 1;\nINSERT INTO stock.a VALUES (2, 9);",
  };
  addToTree(cwd, treeOf({ stock: { migrations: { "20260103000000_c": { ...up, "down.sql": "SELECT 1;" } } } }));
  const error = await failure(migrate({ cwd, url, allowProduction: true }));
  expect(error.details["place"]).toMatchObject({ line: 2, file: expect.stringContaining("up.contract.sql") });
});

test("one transaction for all steps: the failure of the last takes back the first", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": createTable("stock", "a", true),
        "20260102000000_bad": { "up.sql": "SELECT 1 / 0;", "down.sql": "SELECT 1;" },
      },
    },
  });
  const url = await emptyDatabase();
  const error = await failure(migrate({ cwd, url, allowProduction: true, singleTransaction: true }));
  expect(error.details["step"]).toBe("stock@20260102000000");
  expect(await objectsOf(url)).toEqual([]);
  expect(await valueOf(url, "SELECT to_regnamespace('sys_core')")).toBeNull();
});

test("what one transaction cannot do says that several can", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": {
          "up.sql": "CREATE SCHEMA stock; CREATE TYPE stock.colour AS ENUM ('red');",
          "down.sql": "DROP SCHEMA stock CASCADE;",
        },
        "20260102000000_b": { "up.sql": "ALTER TYPE stock.colour ADD VALUE 'blue';", "down.sql": "SELECT 1;" },
        "20260103000000_c": {
          "up.sql": "CREATE TABLE stock.c (colour stock.colour DEFAULT 'blue');",
          "down.sql": "DROP TABLE stock.c;",
        },
      },
    },
  });
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true, modules: ["stock"], to: "20260101000000" });
  const error = await failure(migrate({ cwd, url, allowProduction: true, singleTransaction: true }));
  expect(error.details["sqlstate"]).toBe("55P04");
  expect(error.hint).toContain("without --single-transaction");
  await migrate({ cwd, url, allowProduction: true });
  expect(await historyOf(url)).toHaveLength(SYS_CORE_FOLDERS.length + 3);
});

test("a database without a stamp is production: nothing changes without a word, and fixtures stay out", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": {
          ...createTable("stock", "a", true),
          "fixtures.json": '{ "stock.a": { "one": { "id": 1, "note": "x" } } }',
        },
      },
    },
  });
  const url = await emptyDatabase();
  expect(await failure(migrate({ cwd, url }))).toMatchObject({ code: "PRODUCTION_NOT_CONFIRMED", exitCode: 7 });
  expect(await objectsOf(url)).toEqual([]);
  const result = await migrate({ cwd, url, confirm: () => Promise.resolve(true) });
  expect(result.findings.map(({ code }) => code)).toEqual(["FIXTURES_SKIPPED"]);
  expect(await valueOf(url, "SELECT count(*)::int FROM stock.a")).toBe(0);
});

test("fixtures are loaded in a database that is stamped before the first up", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": {
          ...createTable("stock", "a", true),
          "bootstrap.json": '{ "stock.a": { "boot": { "id": 7, "note": "b" } } }',
          "fixtures.json": '{ "stock.a": { "one": { "id": 1, "note": "x" } } }',
        },
      },
    },
  });
  const url = await emptyDatabase();
  const database = new URL(url).pathname.slice(1);
  await setEnvironment({ cwd, url, class: "test", database });
  await migrate({ cwd, url });
  expect(await rowsOf(url, "SELECT id FROM stock.a ORDER BY id")).toEqual([{ id: 1 }, { id: 7 }]);
  const labels = await rowsOf(url, "SELECT relation::text, label, kind FROM sys_core.dataset_row ORDER BY label");
  expect(labels).toEqual([
    { relation: "stock.a", label: "boot", kind: "bootstrap" },
    { relation: "stock.a", label: "one", kind: "fixtures" },
  ]);
});

test("-m brings what the module requires, and --to stops", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": createTable("stock", "a", true),
        "20260109000000_z": createTable("stock", "z"),
      },
    },
    other: { migrations: { "20260101000000_o": createTable("other", "o", true) } },
    billing: {
      package: { dependencies: { stock: "workspace:*" } },
      migrations: {
        "20260105000000_i": createTable("billing", "i", true),
        "20260106000000_j": createTable("billing", "j"),
      },
    },
  });
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true, modules: ["billing"], to: "20260105000000" });
  expect(await historyOf(url)).toEqual([...SYS_CORE_HISTORY, "stock@20260101000000", "billing@20260105000000"]);
});

test("a migration that was merged late runs where it belongs to another module, and is refused within its own", async () => {
  const cwd = workspaceOf({
    stock: { migrations: { "20260105000000_a": createTable("stock", "a", true) } },
    other: { migrations: { "20260106000000_o": createTable("other", "o", true) } },
  });
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  addToTree(cwd, treeOf({ fresh: { migrations: { "20260101000000_f": createTable("fresh", "f", true) } } }));
  await migrate({ cwd, url, allowProduction: true });
  expect((await historyOf(url)).at(-1)).toBe("fresh@20260101000000");
  addToTree(cwd, treeOf({ stock: { migrations: { "20260104000000_late": createTable("stock", "late") } } }));
  expect(await failure(migrate({ cwd, url, allowProduction: true }))).toMatchObject({ exitCode: 6 });
  expect(await objectsOf(url)).not.toContain("stock.late");
});

test("a plan that was made earlier runs, and is refused once something has changed", async () => {
  const cwd = workspaceOf({ stock: { migrations: { "20260101000000_a": createTable("stock", "a", true) } } });
  const url = await emptyDatabase();
  const plan = await makePlan({ cwd, url });
  addToTree(cwd, treeOf({ stock: { migrations: { "20260102000000_b": createTable("stock", "b") } } }));
  expect(await failure(migrate({ cwd, url, plan, allowProduction: true }))).toMatchObject({
    code: "PLAN_STALE",
    exitCode: 6,
  });
  await migrate({ cwd, url, plan: await makePlan({ cwd, url }), allowProduction: true });
  expect(await historyOf(url)).toHaveLength(SYS_CORE_FOLDERS.length + 2);
});

test("an aborted run rolls back the step under way and says so", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": createTable("stock", "a", true),
        "20260102000000_b": { ...createTable("stock", "b"), "up.contract.sql": "SELECT 1;" },
      },
    },
  });
  const url = await emptyDatabase();
  const abort = new AbortController();
  const run = migrate({
    cwd,
    url,
    allowProduction: true,
    signal: abort.signal,
    onProgress: (event) => {
      if (event.type === "phase" && event.phase === "up" && event.step.version === "20260102000000") abort.abort();
    },
  });
  expect(await failure(run)).toMatchObject({ code: "INTERRUPTED", exitCode: 130 });
  expect(await historyOf(url)).toEqual([...SYS_CORE_HISTORY, "stock@20260101000000"]);
  expect(await objectsOf(url)).not.toContain("stock.b");
});

test("an aborted run does not wait for the statement that the server is at", async () => {
  const cwd = workspaceOf({
    stock: { migrations: { "20260101000000_a": { "up.sql": "SELECT pg_sleep(60);", "down.sql": "SELECT 1;" } } },
  });
  const url = await emptyDatabase();
  const abort = new AbortController();
  const run = migrate({
    cwd,
    url,
    allowProduction: true,
    signal: abort.signal,
    onProgress: (event) => {
      if (event.type === "phase" && event.phase === "up" && event.step.module === "stock")
        setTimeout(() => abort.abort(), 50);
    },
  });
  expect(await failure(run)).toMatchObject({ code: "INTERRUPTED", exitCode: 130 });
  expect(await historyOf(url)).toEqual(SYS_CORE_HISTORY);
}, 20_000);

test("a database that a newer strata has written to is read and not changed", async () => {
  const cwd = workspaceOf({ stock: { migrations: { "20260101000000_a": createTable("stock", "a", true) } } });
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true, modules: ["sys-core"] });
  await rowsOf(url, "UPDATE sys_core.installation SET format = 2");
  expect(await failure(migrate({ cwd, url, allowProduction: true }))).toMatchObject({
    code: "FORMAT_NEWER",
    exitCode: 6,
  });
});

test("a failure that cannot be recorded is told with the failure itself", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": { "up.sql": "SELECT pg_terminate_backend(pg_backend_pid());", "down.sql": "SELECT 1;" },
      },
    },
  });
  const url = await emptyDatabase();
  const error = await failure(migrate({ cwd, url, allowProduction: true, retryMs: 0 }));
  expect(error).toMatchObject({ code: "CONNECTION_LOST", exitCode: 5 });
  expect(error.details.findings?.map(({ code }) => code)).toEqual(["AUDIT_NOT_WRITTEN"]);
});

test("what code runs dynamically cannot give up the lock or end the transaction", async () => {
  const failures = ["EXECUTE 'SELECT pg_advisory_unlock_all()'", "COMMIT", "EXECUTE 'DISCARD ALL'"];
  for (const [index, code] of ["LOCK_LOST", "SQL_FAILED", "SQL_FAILED"].entries()) {
    const up = `CREATE SCHEMA stock;\nDO $$ BEGIN ${failures[index]}; END $$;`;
    const cwd = workspaceOf({
      stock: { migrations: { "20260101000000_a": { "up.sql": up, "down.sql": "SELECT 1;" } } },
    });
    const url = await emptyDatabase();
    expect((await failure(migrate({ cwd, url, allowProduction: true }))).code).toBe(code);
    expect(await objectsOf(url)).toEqual([]);
    expect(await historyOf(url)).toEqual(SYS_CORE_HISTORY);
  }
});

test("role, authorization and settings that a transaction or a function set are ours again when strata writes", async () => {
  for (const up of [
    "SET LOCAL ROLE pg_monitor; SET LOCAL search_path = ''; SET LOCAL lock_timeout = '1ms';",
    "SET SESSION AUTHORIZATION pg_monitor;",
    "SET session_replication_role = replica; SELECT set_config('role', 'pg_monitor', true);",
  ]) {
    const cwd = workspaceOf({
      stock: { migrations: { "20260101000000_a": { "up.sql": up, "down.sql": "SELECT 1;" } } },
    });
    const url = await emptyDatabase();
    await migrate({ cwd, url, allowProduction: true });
    const audit = await rowsOf(
      url,
      "SELECT actor, previous_hash <> '' AS linked FROM sys_core.migration_audit WHERE module = 'stock'",
    );
    expect(audit, up).toEqual([{ actor: "postgres", linked: true }]);
  }
});
