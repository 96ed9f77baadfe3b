import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { LOCK_KEY } from "../../src/postgres/advisory-lock.js";
import { connect } from "../../src/postgres/connect.js";
import { wayBackHash } from "../../src/migration/way-back.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { setEnvironment } from "../../src/usecases/environment.js";
import { redo } from "../../src/usecases/run/redo.js";
import { uninstall } from "../../src/usecases/run/uninstall.js";
import { status } from "../../src/usecases/look/status.js";
import { addToTree } from "../support/temporary-tree.js";
import { SYS_CORE_FOLDERS, SYS_CORE_HISTORY } from "../support/sys-core.js";
import { failure } from "./failure.js";
import {
  createTable,
  emptyDatabase,
  type Modules,
  historyOf,
  objectsOf,
  rowsOf,
  treeOf,
  valueOf,
  workspaceOf,
} from "./workspace.js";

const TWO_MODULES = {
  stock: {
    migrations: { "20260101000000_a": createTable("stock", "a", true), "20260105000000_b": createTable("stock", "b") },
  },
  billing: {
    package: { dependencies: { stock: "workspace:*" } },
    migrations: {
      "20260102000000_i": {
        "up.sql":
          "-- strata: requires stock@20260101000000\nCREATE SCHEMA billing;\nCREATE TABLE billing.i (id int PRIMARY KEY, a_id int REFERENCES stock.a);\n",
        "down.sql": "DROP TABLE billing.i; DROP SCHEMA billing;",
      },
    },
  },
};

test("everything is taken back in dependency order and leaves nothing but sys-core", async () => {
  const cwd = workspaceOf(TWO_MODULES);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  const result = await rollBack({ cwd, url, all: true, allowProduction: true });
  expect(result.steps.map(({ module, version }) => `${module}@${version}`)).toEqual([
    "stock@20260105000000",
    "billing@20260102000000",
    "stock@20260101000000",
  ]);
  expect(await objectsOf(url)).toEqual([]);
  expect(await historyOf(url)).toEqual(SYS_CORE_HISTORY);
  await migrate({ cwd, url, allowProduction: true });
  expect(await historyOf(url)).toHaveLength(SYS_CORE_FOLDERS.length + 3);
});

test("what requires a migration goes with it and is shown as added", async () => {
  const cwd = workspaceOf(TWO_MODULES);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  await rollBack({ cwd, url, module: "stock", steps: 1, allowProduction: true });
  const { plan } = await rollBack({ cwd, url, module: "stock", steps: 1, allowProduction: true });
  expect(plan.steps.map(({ module, because }) => ({ module, because }))).toEqual([
    { module: "billing", because: ["stock@20260101000000"] },
    { module: "stock", because: [] },
  ]);
  expect(await historyOf(url)).toEqual(SYS_CORE_HISTORY);
});

test("without the folder the stored way back runs", async () => {
  const cwd = workspaceOf(TWO_MODULES);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  rmSync(join(cwd, "modules/billing"), { recursive: true });
  const { plan } = await rollBack({ cwd, url, all: true, allowProduction: true });
  expect(plan.steps.find(({ module }) => module === "billing")?.source).toBe("stored");
  expect(await objectsOf(url)).toEqual([]);
});

test("a stored way back that somebody changed is refused", async () => {
  const cwd = workspaceOf(TWO_MODULES);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  rmSync(join(cwd, "modules/billing"), { recursive: true });
  await rowsOf(url, "UPDATE sys_core.migration SET down_sql = 'DROP SCHEMA stock CASCADE' WHERE module = 'billing'");
  const error = await failure(rollBack({ cwd, url, all: true, allowProduction: true }));
  expect(error).toMatchObject({ code: "WAY_BACK_CHANGED", exitCode: 6 });
  expect(await historyOf(url)).toHaveLength(SYS_CORE_FOLDERS.length + 3);
});

test("a changed way back is refused also when its own hash was changed with it", async () => {
  const cwd = workspaceOf(TWO_MODULES);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  rmSync(join(cwd, "modules/billing"), { recursive: true });
  const forged = wayBackHash({
    downSql: "SELECT 1",
    downContractSql: null,
    irreversible: null,
    transformDown: false,
    firstSchema: "billing",
    bootstrapInverse: null,
    fixturesInverse: null,
  });
  await rowsOf(
    url,
    `UPDATE sys_core.migration SET down_sql = 'SELECT 1', way_back_hash = '${forged}' WHERE module = 'billing'`,
  );
  expect((await failure(rollBack({ cwd, url, all: true, allowProduction: true }))).code).toBe("WAY_BACK_CHANGED");
});

test("a changed way back does not become the true one by a restamp", async () => {
  const cwd = workspaceOf({ stock: { migrations: { "20260101000000_a": createTable("stock", "a", true) } } });
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  const forged = wayBackHash({
    downSql: "SELECT 1",
    downContractSql: null,
    irreversible: null,
    transformDown: false,
    firstSchema: "stock",
    bootstrapInverse: null,
    fixturesInverse: null,
  });
  await rowsOf(
    url,
    `UPDATE sys_core.migration SET down_sql = 'SELECT 1', way_back_hash = '${forged}' WHERE module = 'stock'`,
  );
  rmSync(join(cwd, "modules/stock/migrations"), { recursive: true });
  const { "up.sql": up = "", "down.sql": down = "" } = createTable("stock", "a", true);
  const restamped = { "up.sql": `-- strata: was 20260101000000\n${up}`, "down.sql": down };
  addToTree(cwd, treeOf({ stock: { migrations: { "20260102000000_a": restamped } } }));
  await migrate({ cwd, url, allowProduction: true });
  expect(await historyOf(url)).toEqual([...SYS_CORE_HISTORY, "stock@20260102000000"]);
  rmSync(join(cwd, "modules/stock"), { recursive: true });
  expect((await failure(rollBack({ cwd, url, all: true, allowProduction: true }))).code).toBe("WAY_BACK_CHANGED");
});

test("what depends on a restamped migration still goes first when the folders are gone", async () => {
  const { stock, billing } = TWO_MODULES;
  const cwd = workspaceOf({ stock, billing: { migrations: billing.migrations } });
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  rmSync(join(cwd, "modules/stock/migrations/20260101000000_a"), { recursive: true });
  const { "up.sql": up = "", "down.sql": down = "" } = createTable("stock", "a", true);
  const restamped = { "up.sql": `-- strata: was 20260101000000\n${up}`, "down.sql": down };
  addToTree(cwd, treeOf({ stock: { migrations: { "20260101000001_a": restamped } } }));
  await migrate({ cwd, url, allowProduction: true });
  rmSync(join(cwd, "modules/stock"), { recursive: true });
  const { plan } = await rollBack({ cwd, url, module: "stock", all: true, allowProduction: true });
  expect(plan.steps.map(({ module, version }) => `${module}@${version}`)).toEqual([
    "stock@20260105000000",
    "billing@20260102000000",
    "stock@20260101000001",
  ]);
  expect(await objectsOf(url)).toEqual([]);
});

test("rows are not taken back by an inverse that somebody changed, also with the folder on disk", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": createTable("stock", "a", true),
        "20260102000000_rows": { "bootstrap.json": '{ "stock.a": { "one": { "id": 1, "note": "x" } } }' },
      },
    },
  });
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  await rowsOf(
    url,
    "UPDATE sys_core.migration SET bootstrap_inverse = replace(bootstrap_inverse::text, 'one', 'two')::jsonb",
  );
  const error = await failure(rollBack({ cwd, url, steps: 1, allowProduction: true }));
  expect(error).toMatchObject({ code: "WAY_BACK_CHANGED", exitCode: 6 });
  expect(await valueOf(url, "SELECT count(*)::int FROM stock.a")).toBe(1);
});

test("an irreversible migration stops the way back before anything has run", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": {
          "up.sql": createTable("stock", "a", true)["up.sql"]!,
          "down.sql": "-- strata: irreversible the rows are gone\n",
        },
        "20260102000000_b": createTable("stock", "b"),
      },
    },
  });
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  const error = await failure(rollBack({ cwd, url, all: true, allowProduction: true }));
  expect(error.code).toBe("IRREVERSIBLE");
  expect(error.message).toContain("the rows are gone");
  expect(await objectsOf(url)).toContain("stock.b");
});

test("rows that a step shipped are undone, an edited one is kept and reported", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": createTable("stock", "a", true),
        "20260102000000_rows": {
          "bootstrap.json": '{ "stock.a": { "one": { "id": 1, "note": "x" }, "two": { "id": 2, "note": "y" } } }',
        },
      },
    },
  });
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  await rowsOf(url, "UPDATE stock.a SET note = 'mine' WHERE id = 2");
  const result = await rollBack({ cwd, url, steps: 1, allowProduction: true });
  expect(await rowsOf(url, "SELECT id, note FROM stock.a")).toEqual([{ id: 2, note: "mine" }]);
  expect(result.findings).toHaveLength(1);
  expect(result.steps[0]?.rows.removed).toBe(1);
});

test("redo runs the edited files anew, by the way back of what had run", async () => {
  const cwd = workspaceOf({ stock: { migrations: { "20260101000000_a": createTable("stock", "a", true) } } });
  const url = await emptyDatabase();
  const database = new URL(url).pathname.slice(1);
  await setEnvironment({ cwd, url, class: "development", database });
  await migrate({ cwd, url });
  addToTree(cwd, treeOf({ stock: { migrations: { "20260101000000_a": createTable("stock", "renamed", true) } } }));
  await redo({ cwd, url });
  expect(await objectsOf(url)).toContain("stock.renamed");
  expect(await objectsOf(url)).not.toContain("stock.a");
  expect((await status({ cwd, url })).current).toBe(true);
});

test("redo takes nothing back while a file cannot be run", async () => {
  const cwd = workspaceOf({ stock: { migrations: { "20260101000000_a": createTable("stock", "a", true) } } });
  const url = await emptyDatabase();
  await setEnvironment({ cwd, url, class: "test", database: new URL(url).pathname.slice(1) });
  await migrate({ cwd, url });
  addToTree(cwd, { "modules/stock/migrations/20260101000000_a/up.sql": "CREATE TABEL stock.a ();" });
  expect((await failure(redo({ cwd, url }))).code).toBe("SQL_SYNTAX");
  expect(await objectsOf(url)).toContain("stock.a");
});

/** A stamped test database in which these modules are applied. */
async function applied(modules: Modules): Promise<{ cwd: string; url: string }> {
  const cwd = workspaceOf(modules);
  const url = await emptyDatabase();
  await setEnvironment({ cwd, url, class: "test", database: new URL(url).pathname.slice(1) });
  await migrate({ cwd, url });
  return { cwd, url };
}

test("redo applies what is pending and leaves what is applied alone", async () => {
  const options = await applied({
    stock: { migrations: { "20260101000000_a": createTable("stock", "a", true) } },
    other: { migrations: { "20260101000000_o": createTable("other", "o", true) } },
  });
  await rowsOf(options.url, "INSERT INTO other.o VALUES (1, 'by hand')");
  addToTree(
    options.cwd,
    treeOf({ stock: { migrations: { "20260102000000_b": { "up.sql": "SELECT 1 / 0;", "down.sql": "SELECT 1;" } } } }),
  );
  for (const module of ["stock", undefined])
    expect((await failure(redo({ ...options, ...(module === undefined ? {} : { module }) }))).code).toBe("SQL_FAILED");
  addToTree(options.cwd, treeOf({ stock: { migrations: { "20260102000000_b": createTable("stock", "b") } } }));
  const { steps } = await redo(options);
  expect(steps.map(({ version }) => version)).toEqual(["20260102000000"]);
  expect(await valueOf(options.url, "SELECT note FROM other.o")).toBe("by hand");
});

test("redo takes back by the files where an empty way back was stored", async () => {
  const files = { "up.sql": "ALTER TABLE stock.a ADD COLUMN b int;", "down.sql": "-- not written yet\n" };
  const options = await applied({
    stock: { migrations: { "20260101000000_a": createTable("stock", "a", true), "20260102000000_b": files } },
  });
  addToTree(options.cwd, {
    "modules/stock/migrations/20260102000000_b/down.sql": "ALTER TABLE stock.a DROP COLUMN b;",
  });
  await redo(options);
  expect((await status(options)).current).toBe(true);
});

test("redo takes back by the stored SQL also where a transform of the folder runs in between", async () => {
  const transform = "export async function up() {}\nexport async function down() {}\n";
  const options = await applied({
    stock: {
      migrations: {
        "20260101000000_a": createTable("stock", "a", true),
        "20260102000000_b": {
          "up.sql": "ALTER TABLE stock.a ADD COLUMN b int;",
          "down.sql": "ALTER TABLE stock.a DROP COLUMN b;",
          "transform.ts": transform,
        },
      },
    },
  });
  await rowsOf(options.url, "INSERT INTO stock.a VALUES (1, 'by hand')");
  addToTree(options.cwd, {
    "modules/stock/migrations/20260102000000_b/up.sql": "ALTER TABLE stock.a ADD COLUMN c int;",
    "modules/stock/migrations/20260102000000_b/down.sql": "ALTER TABLE stock.a DROP COLUMN c;",
  });
  await redo(options);
  expect(await rowsOf(options.url, "SELECT id, note, c FROM stock.a")).toEqual([{ id: 1, note: "by hand", c: null }]);
});

test("redo refuses what has no folder here", async () => {
  const options = await applied({
    stock: {
      migrations: {
        "20260101000000_a": createTable("stock", "a", true),
        "20260102000000_b": createTable("stock", "b"),
      },
    },
  });
  rmSync(join(options.cwd, "modules/stock/migrations/20260102000000_b"), { recursive: true });
  expect(await failure(redo(options))).toMatchObject({ code: "REDO_WITHOUT_FOLDER", exitCode: 6 });
  expect(await objectsOf(options.url)).toContain("stock.b");
});

test("redo brings back what had to go with the migration", async () => {
  const cwd = workspaceOf(TWO_MODULES);
  const url = await emptyDatabase();
  await setEnvironment({ cwd, url, class: "test", database: new URL(url).pathname.slice(1) });
  await migrate({ cwd, url, modules: ["billing"] });
  await redo({ cwd, url, module: "stock" });
  expect(await objectsOf(url)).toContain("billing.i");
});

test("redo rebuilds the database when the way back fails and rebuilding was allowed", async () => {
  const broken = { ...createTable("stock", "a", true), "down.sql": "DROP TABLE stock.nothing;" };
  const cwd = workspaceOf({ stock: { migrations: { "20260101000000_a": broken } } });
  const url = await emptyDatabase();
  const database = new URL(url).pathname.slice(1);
  await setEnvironment({ cwd, url, class: "test", database });
  await migrate({ cwd, url });
  expect((await failure(redo({ cwd, url }))).code).toBe("REDO_FAILED");
  expect(await historyOf(url)).toEqual([...SYS_CORE_HISTORY, "stock@20260101000000"]);
  const { findings } = await redo({ cwd, url, rebuild: true });
  expect(findings.map(({ code }) => code)).toEqual(["DATABASE_REBUILT"]);
  expect((await status({ cwd, url })).environment).toBe("test");
  expect(await valueOf(url, "SELECT count(*)::int FROM sys_core.migration_audit WHERE event = 'failed'")).toBe(0);
});

test("redo drops nothing for what has nothing to do with the way back, or when nothing could be migrated again", async () => {
  const broken = { ...createTable("stock", "a", true), "down.sql": "DROP TABLE stock.nothing;" };
  const cwd = workspaceOf({ stock: { migrations: { "20260101000000_a": broken } } });
  const url = await emptyDatabase();
  await setEnvironment({ cwd, url, class: "test", database: new URL(url).pathname.slice(1) });
  await migrate({ cwd, url });
  addToTree(cwd, treeOf({ other: { migrations: { "20260201000000_x": { "up.sql": "-- strata: nonsense\n" } } } }));
  expect((await failure(redo({ cwd, url, rebuild: true }))).code).toBe("HEADER_UNKNOWN");
  addToTree(cwd, treeOf({ other: { migrations: { "20260201000000_x": { "up.sql": "SELEC 1;\n", "down.sql": "" } } } }));
  expect((await failure(redo({ cwd, url, module: "stock", rebuild: true }))).code).toBe("SQL_SYNTAX");
  expect(await historyOf(url)).toEqual([...SYS_CORE_HISTORY, "stock@20260101000000"]);
  expect(await objectsOf(url)).toContain("stock.a");
});

test("redo is refused in production", async () => {
  const cwd = workspaceOf({ stock: { migrations: { "20260101000000_a": createTable("stock", "a", true) } } });
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  expect(await failure(redo({ cwd, url }))).toMatchObject({ code: "ENVIRONMENT_REFUSED", exitCode: 7 });
});

test("uninstall leaves nothing at all, and only where the database's name was given", async () => {
  const cwd = workspaceOf(TWO_MODULES);
  const url = await emptyDatabase();
  const database = new URL(url).pathname.slice(1);
  await migrate({ cwd, url, allowProduction: true });
  expect((await failure(uninstall({ cwd, url, database: "other" }))).code).toBe("NAME_NOT_CONFIRMED");
  await uninstall({ cwd, url, database });
  expect(await objectsOf(url)).toEqual([]);
  expect(await valueOf(url, "SELECT to_regnamespace('sys_core')")).toBeNull();
});

test("uninstall keeps the history when something was applied after everything had been taken back", async () => {
  const cwd = workspaceOf(TWO_MODULES);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  const other = await connect(url);
  let applying: Promise<void> | undefined;
  const end = uninstall({
    cwd,
    url,
    database: new URL(url).pathname.slice(1),
    onProgress: (event) => {
      // Waits in the server, so that it gets the lock at the very moment that the way back lets go of it.
      if (event.type === "step-done" && event.step.version === "20260101000000")
        applying = other.run(`SELECT pg_advisory_lock(${LOCK_KEY});
          INSERT INTO sys_core.migration (module, version, name, up_checksum, up_meaning, down_checksum, down_meaning,
            way_back_hash, package_name, strata_version, duration_ms)
          VALUES ('late', '20260101000000', 'a', '', '', '', '', '', '', '', 0);
          SELECT pg_advisory_unlock(${LOCK_KEY})`);
    },
  });
  expect(await failure(end)).toMatchObject({ code: "PLAN_STALE", exitCode: 6 });
  await applying;
  await other.close();
  expect(await historyOf(url)).toEqual([...SYS_CORE_HISTORY, "late@20260101000000"]);
});

test("what a migration does to shipped rows is no edit: they are still undone and still changed by later deltas", async () => {
  const cwd = workspaceOf({
    stock: {
      migrations: {
        "20260101000000_a": {
          ...createTable("stock", "a", true),
          "bootstrap.json": '{ "stock.a": { "one": { "id": 1, "note": "x" }, "two": { "id": 2, "note": "y" } } }',
        },
        "20260102000000_shout": {
          "up.sql": "UPDATE stock.a SET note = upper(note);",
          "down.sql": "UPDATE stock.a SET note = lower(note);",
        },
        "20260103000000_rows": { "bootstrap.json": '{ "stock.a": { "one": { "note": "Z" }, "two": null } }' },
      },
    },
  });
  const url = await emptyDatabase();
  const up = await migrate({ cwd, url, allowProduction: true });
  expect(up.findings).toEqual([]);
  expect(await rowsOf(url, "SELECT id, note FROM stock.a")).toEqual([{ id: 1, note: "Z" }]);
  const down = await rollBack({ cwd, url, steps: 2, allowProduction: true });
  expect(down.findings).toEqual([]);
  expect(await rowsOf(url, "SELECT id, note FROM stock.a ORDER BY id")).toEqual([
    { id: 1, note: "x" },
    { id: 2, note: "y" },
  ]);
});

test("a row that an operator had edited stays edited when a migration touches it too", async () => {
  const modules = {
    stock: {
      migrations: {
        "20260101000000_a": {
          ...createTable("stock", "a", true),
          "bootstrap.json": '{ "stock.a": { "one": { "id": 1, "note": "x" } } }',
        },
      },
    },
  };
  const cwd = workspaceOf(modules);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  await rowsOf(url, "UPDATE stock.a SET note = 'mine'");
  const later = {
    "20260102000000_shout": { "up.sql": "UPDATE stock.a SET note = note || '!';", "down.sql": "SELECT 1;" },
    "20260103000000_rows": { "bootstrap.json": '{ "stock.a": { "one": { "note": "z" } } }' },
  };
  addToTree(cwd, treeOf({ stock: { migrations: later } }));
  expect((await migrate({ cwd, url, allowProduction: true })).findings).toHaveLength(1);
  expect(await rowsOf(url, "SELECT note FROM stock.a")).toEqual([{ note: "mine!" }]);
});
