import { expect, test } from "vitest";
import { status } from "../../src/usecases/look/status.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { failure } from "../run/failure.js";
import { emptyDatabase, historyOf, rowsOf, valueOf, workspaceOf } from "../run/workspace.js";
import { addToTree } from "../support/temporary-tree.js";
import { DOWN, DUPLICATE, FILE, halfUp, outside, PLACE, stockModules, stockWith, VERSION } from "./stock.js";

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
