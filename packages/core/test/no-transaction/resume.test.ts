import { expect, onTestFinished, test } from "vitest";
import { checkWorkspace } from "../../src/usecases/look/check-workspace.js";
import { status } from "../../src/usecases/look/status.js";
import { makePlan } from "../../src/usecases/run/make-plan.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { redo } from "../../src/usecases/run/redo.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { uninstall } from "../../src/usecases/run/uninstall.js";
import { failure } from "../run/failure.js";
import { emptyDatabase, historyOf, rowsOf, valueOf, workspaceOf } from "../run/workspace.js";
import { connect } from "../support/cluster.js";
import { addToTree } from "../support/temporary-tree.js";
import { outside, stockModules, stockWith, VERSION } from "./stock.js";

const FILE = `modules/stock/migrations/${VERSION}_change`;
const PLACE = "CREATE INDEX CONCURRENTLY item_place ON stock.item (place)";
const DUPLICATE = "CREATE UNIQUE INDEX CONCURRENTLY item_place_key ON stock.item (place)";
const DOWN = outside("DROP INDEX CONCURRENTLY IF EXISTS stock.item_place", "DROP INDEX CONCURRENTLY stock.item_late");

/** A database whose migration under test has stopped behind its first statement. */
async function halfUp() {
  const files = { "up.sql": outside(PLACE, DUPLICATE, "VACUUM stock.item"), "down.sql": DOWN };
  const options = { cwd: stockWith(files), url: await emptyDatabase(), allowProduction: true };
  const error = await failure(migrate(options));
  return { ...options, error };
}

const ids = (rows: readonly { code: string }[]): string[] => rows.map(({ code }) => code);

test("what fails after a statement has been kept says so, exit 9, and the corrected file goes on from there", async () => {
  const { cwd, url, error } = await halfUp();
  expect(error).toMatchObject({ code: "PARTLY_DONE", exitCode: 9 });
  expect(error.message).toContain(
    `statement 2 of 3 (CREATE INDEX CONCURRENTLY) of stock@${VERSION}, up.sql:3:1 failed`,
  );
  expect(error.message).toContain("after 1 of 3 statements had been done");
  expect(error.hint).toContain("`strata up -m stock` goes on from there");
  expect(error.details).toMatchObject({
    step: `stock@${VERSION}`,
    direction: "up",
    done: 1,
    statements: 3,
    sqlstate: "23505",
    place: { line: 3, column: 1 },
    duplicates: [{ key: [{ of: "place", value: "a" }], rows: 2 }],
  });
  expect(await historyOf(url)).not.toContain(`stock@${VERSION}`);
  expect(await rowsOf(url, "SELECT 1 FROM pg_index WHERE NOT indisvalid")).toEqual([]);
  const audit = await rowsOf(
    url,
    "SELECT details->>'code' AS code FROM sys_core.migration_audit WHERE event = 'failed'",
  );
  expect(audit).toEqual([{ code: "PARTLY_DONE" }]);
  // Rows of the table are in no audit, which is kept forever.
  expect(
    await valueOf(url, "SELECT count(*)::int FROM sys_core.migration_audit WHERE details::text LIKE '%in 2 rows%'"),
  ).toBe(0);

  addToTree(cwd, {
    [`${FILE}/up.sql`]: outside(
      PLACE.replace(" ON", " /* the first */ ON"),
      "CREATE INDEX CONCURRENTLY item_late ON stock.item (id, place)",
    ),
  });
  const { steps } = await migrate({ cwd, url, allowProduction: true });
  expect(steps.map(({ version }) => version)).toEqual([VERSION]);
  expect(await rowsOf(url, "SELECT * FROM sys_core.intent")).toEqual([]);
  await rollBack({ cwd, url, allowProduction: true, module: "stock", steps: 1 });
});

test("status and check name what is unfinished, also where its folder is unknown", async () => {
  const { cwd, url } = await halfUp();
  const shown = await status({ cwd, url });
  expect(shown.current).toBe(false);
  expect(shown.findings).toMatchObject([
    {
      code: "UNFINISHED",
      message: `the up of stock@${VERSION} is unfinished: 1 of 3 statements are done`,
      hint: "`strata up -m stock` goes on.",
      version: VERSION,
    },
  ]);
  expect(ids((await checkWorkspace({ cwd, url, withDatabase: true })).findings)).toContain("UNFINISHED");
  const other = workspaceOf({ parts: { migrations: {} } });
  const elsewhere = (await status({ cwd: other, url })).findings.find(({ code }) => code === "UNFINISHED");
  expect(elsewhere).toMatchObject({ module: "stock", hint: expect.stringContaining("Its folder is not here") });
  // It is nothing to those that do not know it.
  expect((await migrate({ cwd: other, url, allowProduction: true })).steps).toEqual([]);
});

test("a file whose done statements are others now is refused at the first of them", async () => {
  const { cwd, url } = await halfUp();
  addToTree(cwd, { [`${FILE}/up.sql`]: outside("SET lock_timeout = '1s'", PLACE, "VACUUM stock.item") });
  const error = await failure(migrate({ cwd, url, allowProduction: true }));
  expect(error).toMatchObject({ code: "UNFINISHED_CHANGED", exitCode: 6 });
  expect(error.message).toContain("statement 1 has run and is another now");
  expect(error.details.findings?.[0]?.place).toMatchObject({ line: 2, column: 1 });
  addToTree(cwd, { [`${FILE}/up.sql`]: "-- strata: no-transaction\n" });
  const gone = await failure(migrate({ cwd, url, allowProduction: true }));
  expect(gone).toMatchObject({ code: "UNFINISHED_CHANGED" });
  expect(gone.message).toContain("is not in the file any more");
  addToTree(cwd, { [`${FILE}/up.sql`]: outside(PLACE, "CREATE INDEX CONCURRENTLY item_late ON stock.item (id)") });
  await migrate({ cwd, url, allowProduction: true });
});

test("nothing goes down past a half-way up: the command that finishes it is named", async () => {
  const { cwd, url } = await halfUp();
  for (const run of [
    () => rollBack({ cwd, url, allowProduction: true, module: "stock", steps: 1 }),
    () => rollBack({ cwd, url, allowProduction: true, all: true }),
    () => makePlan({ cwd, url, direction: "down", all: true }),
    () => uninstall({ cwd, url, database: new URL(url).pathname.slice(1) }),
  ]) {
    const error = await failure(run());
    expect(error).toMatchObject({ code: "UNFINISHED_OTHER_WAY", exitCode: 6 });
    expect(error.hint).toBe("Finish it first: `strata up -m stock`");
  }
});

test("nothing goes up past a half-way down, not even a run with nothing to do, and down finishes it", async () => {
  const files = {
    "up.sql": outside(PLACE, "CREATE INDEX CONCURRENTLY item_late ON stock.item (id)"),
    "down.sql": outside(
      "DROP INDEX CONCURRENTLY stock.item_place",
      "SELECT 1 / count(*) FROM stock.item WHERE id = 7",
      "DROP INDEX CONCURRENTLY stock.item_late",
    ),
  };
  const options = { cwd: stockWith(files), url: await emptyDatabase(), allowProduction: true };
  await migrate(options);
  const error = await failure(rollBack({ ...options, module: "stock", steps: 1 }));
  expect(error).toMatchObject({ code: "PARTLY_DONE", exitCode: 9, details: { direction: "down", done: 1 } });
  expect(error.hint).toContain("`strata down -m stock --steps 1` goes on");
  expect((await status(options)).current).toBe(false);
  for (const run of [
    () => migrate(options),
    () => migrate({ ...options, modules: ["stock"] }),
    () => makePlan(options),
  ]) {
    const refused = await failure(run());
    expect(refused).toMatchObject({ code: "UNFINISHED_OTHER_WAY", exitCode: 6 });
    expect(refused.hint).toBe("Finish it first: `strata down -m stock --steps 1`");
  }
  await rowsOf(options.url, "INSERT INTO stock.item VALUES (7, 'nail', 'c')");
  const done = await rollBack({ ...options, module: "stock", steps: 1 });
  expect(done.steps.map(({ version }) => version)).toEqual([VERSION]);
  expect((await status(options)).findings).toEqual([]);
  await migrate(options);
});

test("redo goes on with a half-way up, and with a half-way down by what is stored", async () => {
  const { cwd, url } = await halfUp();
  await rowsOf(
    url,
    "INSERT INTO sys_core.environment SELECT true, 'development', system_identifier::text, current_database() FROM pg_control_system()",
  );
  const up = outside(PLACE, "CREATE INDEX CONCURRENTLY item_late ON stock.item (id)");
  addToTree(cwd, { [`${FILE}/up.sql`]: up });
  await redo({ cwd, url, module: "stock" });
  await rowsOf(url, "DROP INDEX stock.item_late");
  const error = await failure(redo({ cwd, url, module: "stock" }));
  expect(error.code).toBe("PARTLY_DONE");
  await rowsOf(url, "CREATE INDEX item_late ON stock.item (id)");
  await redo({ cwd, url, module: "stock" });
  expect(await historyOf(url)).toContain(`stock@${VERSION}`);
  expect(await rowsOf(url, "SELECT * FROM sys_core.intent")).toEqual([]);
});

test("a module with others to run waits for the folder of its unfinished migration", async () => {
  const { url } = await halfUp();
  const modules = stockModules({ "up.sql": "", "down.sql": "" });
  const { [`${VERSION}_change`]: _gone, ...migrations } = modules.stock.migrations;
  const cwd = workspaceOf({
    stock: {
      migrations: {
        ...migrations,
        "20260103000000_next": { "up.sql": "CREATE TABLE stock.next ();", "down.sql": "DROP TABLE stock.next;" },
      },
    },
  });
  const error = await failure(migrate({ cwd, url, allowProduction: true }));
  expect(error).toMatchObject({ code: "UNFINISHED_MISSING", exitCode: 6 });
  expect(error.message).toContain("its folder is not here");
});

test("with the folder gone, a half-way down goes on by the stored way back", async () => {
  const files = {
    "up.sql": outside(PLACE),
    "down.sql": outside("SELECT 1", "DROP INDEX CONCURRENTLY stock.item_place"),
  };
  const options = { cwd: stockWith(files), url: await emptyDatabase(), allowProduction: true };
  await migrate(options);
  await rowsOf(options.url, "DROP INDEX stock.item_place");
  expect(await failure(rollBack({ ...options, module: "stock", steps: 1 }))).toMatchObject({ code: "PARTLY_DONE" });
  await rowsOf(options.url, "CREATE INDEX item_place ON stock.item (place)");
  const cwd = workspaceOf({ parts: { migrations: {} } });
  const { steps } = await rollBack({ ...options, cwd, module: "stock", steps: 1 });
  expect(steps.map(({ version }) => version)).toEqual([VERSION]);
  expect(await rowsOf(options.url, "SELECT to_regclass('stock.item_place') AS there")).toEqual([{ there: null }]);
});

test("what fails before anything is kept leaves nothing, exit 8", async () => {
  const options = {
    cwd: stockWith({
      "up.sql": outside(DUPLICATE),
      "down.sql": outside("DROP INDEX CONCURRENTLY stock.item_place_key"),
    }),
    url: await emptyDatabase(),
    allowProduction: true,
  };
  const error = await failure(migrate(options));
  expect(error).toMatchObject({ code: "SQL_FAILED", exitCode: 8, details: { place: { line: 2 } } });
  expect(error.hint).toContain('(place) = ("a") in 2 rows');
  expect(await rowsOf(options.url, "SELECT * FROM sys_core.intent")).toEqual([]);
  expect(await rowsOf(options.url, "SELECT 1 FROM pg_index WHERE NOT indisvalid")).toEqual([]);
  expect((await status(options)).findings).toEqual([]);
  await rowsOf(options.url, "DELETE FROM stock.item WHERE id = 2");
  await migrate(options);
});

test("--single-transaction is refused before anything runs, and the file is named", async () => {
  const cwd = stockWith({ "up.sql": outside(PLACE), "down.sql": DOWN });
  const url = await emptyDatabase();
  const error = await failure(migrate({ cwd, url, allowProduction: true, singleTransaction: true }));
  expect(error).toMatchObject({ code: "SINGLE_TRANSACTION_IMPOSSIBLE", exitCode: 3 });
  expect(error.details.findings).toMatchObject([
    { place: { file: expect.stringContaining(`${FILE}/up.sql`), line: 1, column: 1 } },
  ]);
  expect(await rowsOf(url, "SELECT to_regclass('sys_core.migration') AS there")).toEqual([{ there: null }]);
});

test("a build that waits for an old snapshot is waited for, readers and writers go on, and an interruption leaves nothing invalid", async () => {
  const options = {
    cwd: stockWith({ "up.sql": outside(PLACE), "down.sql": DOWN }),
    url: await emptyDatabase(),
    allowProduction: true,
  };
  await migrate({ ...options, to: "20260101000000" });
  const old = await connect(options.url);
  onTestFinished(() => old.close());
  await old.run("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM stock.item");
  const stop = new AbortController();
  const interrupted = failure(migrate({ ...options, signal: stop.signal }));
  await untilBuilding(options.url);
  await rowsOf(options.url, "UPDATE stock.item SET name = 'screw' WHERE id = 1");
  stop.abort();
  expect(await interrupted).toMatchObject({ code: "INTERRUPTED" });
  // Its drop waits for whoever reads the table; what is left is for the next run.
  await old.run("ROLLBACK");
  await old.run("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM pg_class");
  const running = migrate(options);
  await untilBuilding(options.url);
  expect(await rowsOf(options.url, "SELECT count(*)::int AS items FROM stock.item")).toEqual([{ items: 3 }]);
  await old.run("COMMIT");
  expect((await running).steps).toHaveLength(1);
  expect(
    await valueOf(options.url, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'stock.item_place'::regclass"),
  ).toBe(true);
  expect(await rowsOf(options.url, "SELECT 1 FROM pg_index WHERE NOT indisvalid")).toEqual([]);
});

test("a build waits for older transactions as long as it takes, unless its header says for how long", async () => {
  const url = await emptyDatabase();
  const patient = { cwd: stockWith({ "up.sql": outside(PLACE), "down.sql": DOWN }), url, allowProduction: true };
  await migrate({ ...patient, to: "20260101000000" });
  const old = await connect(url);
  onTestFinished(() => old.close());
  await old.run("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM pg_class");

  const files = { "up.sql": `-- strata: lock-timeout 50ms\n${outside(PLACE)}`, "down.sql": DOWN };
  const error = await failure(migrate({ ...patient, cwd: stockWith(files), retryMs: 0 }));
  expect(error).toMatchObject({ code: "LOCK_TIMEOUT", exitCode: 4 });
  expect(await rowsOf(url, "SELECT * FROM sys_core.intent")).toEqual([]);
  expect(await rowsOf(url, "SELECT 1 FROM pg_index WHERE NOT indisvalid")).toEqual([]);

  // Longer than any other statement of a step would wait; others find the lock of strata taken meanwhile, or wait for it.
  const running = [migrate(patient), migrate(patient), migrate(patient)];
  const waited = `SELECT count(*)::int FROM pg_locks l JOIN pg_stat_activity USING (pid) WHERE query LIKE 'CREATE INDEX%'
    AND datname = current_database() AND NOT granted AND clock_timestamp() - waitstart > interval '2500 ms'`;
  while ((await valueOf(url, waited)) !== 1);
  await old.run("COMMIT");
  const results = await Promise.all(running);
  expect(results.flatMap(({ steps }) => steps)).toHaveLength(1);
});

test("an unfinished migration that was given a new stamp, and its module a new name, goes on under both", async () => {
  const { url } = await halfUp();
  const up = outside(PLACE, "CREATE INDEX CONCURRENTLY item_late ON stock.item (id)");
  const { stock } = stockModules({ "up.sql": `-- strata: was ${VERSION}\n${up}`, "down.sql": DOWN });
  const { [`${VERSION}_change`]: files = {}, ...others } = stock.migrations as Record<string, Record<string, string>>;
  const cwd = workspaceOf({
    goods: {
      migrations: { ...others, "20260104000000_change": files },
      package: { strata: { was: ["stock"], owns: ["stock.*"] } },
    },
  });
  expect((await status({ cwd, url })).findings.find(({ code }) => code === "UNFINISHED")).toMatchObject({
    module: "goods",
    version: "20260104000000",
  });
  await migrate({ cwd, url, allowProduction: true });
  expect(await historyOf(url)).toContain("goods@20260104000000");
  expect(await rowsOf(url, "SELECT * FROM sys_core.intent")).toEqual([]);
});

test("a way back without a transaction is refused where rows were shipped that belong to it", async () => {
  const files = { "up.sql": "CREATE TABLE stock.tag (id text PRIMARY KEY);\n", "down.sql": "DROP TABLE stock.tag;\n" };
  const rows = { "bootstrap.json": '{"stock.tag": {"new": {}}}' };
  const options = { cwd: stockWith({ ...files, ...rows }), url: await emptyDatabase(), allowProduction: true };
  await migrate(options);
  const cwd = stockWith({ ...files, "down.sql": outside("DROP TABLE stock.tag") });
  const error = await failure(rollBack({ ...options, cwd, module: "stock", steps: 1 }));
  expect(error).toMatchObject({ code: "NO_TRANSACTION_BESIDE", exitCode: 3 });
  expect(await historyOf(options.url)).toContain(`stock@${VERSION}`);
});

/** Waits until the build of the index has begun and waits for others. */
async function untilBuilding(url: string): Promise<void> {
  for (;;) {
    const waiting = await valueOf(
      url,
      "SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE INDEX%' AND wait_event_type = 'Lock'",
    );
    if (waiting === 1) return;
  }
}
