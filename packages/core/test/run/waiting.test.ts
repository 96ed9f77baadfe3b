import { expect, test } from "vitest";
import { migrate } from "../../src/usecases/run/migrate.js";
import { SYS_CORE_FOLDERS } from "../support/sys-core.js";
import { failure } from "./failure.js";
import { listen, sessionOf } from "./beside-a-run.js";
import { createTable, emptyDatabase, historyOf, workspaceOf } from "./workspace.js";

const FIRST = { "20260101000000_a": createTable("stock", "a", true) };
const SECOND = { "20260102000000_b": { "up.sql": "ALTER TABLE stock.a ADD b int;", "down.sql": "SELECT 1;" } };

// vitest fails on a rejection that nobody handles.
test("a listener that throws while a step waits for a lock leaves no rejection behind", async () => {
  const url = await emptyDatabase();
  await migrate({ cwd: workspaceOf({ stock: { migrations: FIRST } }), url, allowProduction: true });
  const reader = await sessionOf(url);
  await reader.run("BEGIN; SELECT * FROM stock.a");
  const heard: string[] = [];
  const cwd = workspaceOf({ stock: { migrations: { ...FIRST, ...SECOND } } });
  const run = migrate({
    cwd,
    url,
    allowProduction: true,
    retryMs: 0,
    onProgress: ({ type }) => {
      heard.push(type);
      if (type === "waiting") throw new Error("of the listener");
    },
  });
  expect(await failure(run)).toMatchObject({ code: "LOCK_TIMEOUT" });
  expect(heard).toContain("waiting");
  expect(await historyOf(url)).toHaveLength(SYS_CORE_FOLDERS.length + 1);
});

test("with all steps in one transaction the one that waits is named", async () => {
  const url = await emptyDatabase();
  await migrate({ cwd: workspaceOf({ stock: { migrations: FIRST } }), url, allowProduction: true });
  const reader = await sessionOf(url);
  await reader.run("BEGIN; SELECT * FROM stock.a");
  const cwd = workspaceOf({
    stock: {
      migrations: {
        ...FIRST,
        "20260102000000_b": {
          "up.sql": "CREATE TABLE stock.b (id int);",
          "down.sql": "DROP TABLE stock.b;",
        },
        "20260103000000_c": {
          "up.sql": "-- strata: lock-timeout 1500ms\nALTER TABLE stock.a ADD b int;",
          "down.sql": "SELECT 1;",
        },
      },
    },
  });
  const heard = listen();
  const run = migrate({
    cwd,
    url,
    allowProduction: true,
    retryMs: 0,
    singleTransaction: true,
    onProgress: heard.onProgress,
  });
  expect(await failure(run)).toMatchObject({ code: "LOCK_TIMEOUT", details: { step: "stock@20260103000000" } });
  expect(heard.of("waiting")[0]).toMatchObject({ for: "relation", step: { version: "20260103000000" } });
});
