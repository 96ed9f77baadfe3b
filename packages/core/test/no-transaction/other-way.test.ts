import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkWorkspace } from "../../src/usecases/look/check-workspace.js";
import { status } from "../../src/usecases/look/status.js";
import { makePlan } from "../../src/usecases/run/make-plan.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { redo } from "../../src/usecases/run/redo.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { waitUntilCurrent } from "../../src/usecases/look/wait-until-current.js";
import { uninstall } from "../../src/usecases/run/uninstall.js";
import { failure } from "../run/failure.js";
import { emptyDatabase, historyOf, rowsOf, workspaceOf } from "../run/workspace.js";
import { addToTree } from "../support/temporary-tree.js";
import { FILE, halfUp, outside, PLACE, stockModules, stockWith, VERSION } from "./stock.js";

const ids = (rows: readonly { code: string }[]): string[] => rows.map(({ code }) => code);

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
  expect(elsewhere).toMatchObject({
    module: "stock",
    hint: expect.stringContaining("from the branch or release that holds its folder"),
  });
  // It is nothing to those that do not know it.
  expect(await migrate({ cwd: other, url, allowProduction: true })).toMatchObject({
    steps: [],
    findings: [{ code: "MODULE_ELSEWHERE" }],
  });
});

test("without its folder a way up says what is unfinished, and so does who waits", async () => {
  const { cwd, url } = await halfUp();
  rmSync(join(cwd, FILE), { recursive: true });
  const hint = "`strata up -m stock`, from the branch or release that holds its folder, goes on.";
  const done = await migrate({ cwd, url, allowProduction: true });
  expect(done).toMatchObject({ steps: [], findings: [{ code: "UNFINISHED", hint }] });
  const error = await failure(waitUntilCurrent({ cwd, url, timeoutMs: 0 }));
  expect(error).toMatchObject({
    code: "PENDING",
    hint,
    message: expect.stringContaining("1 of 3 statements are done"),
  });
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
