import { expect, onTestFinished, test } from "vitest";
import { setEnvironment } from "../../src/usecases/environment.js";
import { status } from "../../src/usecases/look/status.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { uninstall } from "../../src/usecases/run/uninstall.js";
import { type PoolerOptions, startPooler } from "../support/transaction-pooler.js";
import { SYS_CORE_FOLDERS } from "../support/sys-core.js";
import { failure } from "./failure.js";
import { createTable, emptyDatabase, historyOf, objectsOf, rowsOf, workspaceOf } from "./workspace.js";

const MODULES = { stock: { migrations: { "20260101000000_a": createTable("stock", "a", true) } } };

async function pooled(url: string, options: PoolerOptions): Promise<string> {
  const pooler = await startPooler(url, options);
  onTestFinished(() => pooler.close());
  return pooler.url;
}

test.each(["transaction", "statement"] as const)(
  "a pooler in %s mode is refused before anything is written, and looking goes through it",
  async (mode) => {
    const cwd = workspaceOf(MODULES);
    const direct = await emptyDatabase();
    const database = new URL(direct).pathname.slice(1);
    const url = await pooled(direct, { mode });
    const error = await failure(migrate({ cwd, url, allowProduction: true }));
    expect(error).toMatchObject({ code: "TRANSACTION_POOLER", exitCode: 5 });
    expect(error.hint).toContain("port of the server itself");
    expect((await status({ cwd, url })).pending).toHaveLength(SYS_CORE_FOLDERS.length + 1);
    expect(await objectsOf(direct)).toEqual([]);
    expect(await rowsOf(direct, "SELECT 1 FROM pg_namespace WHERE nspname = 'sys_core'")).toEqual([]);

    await migrate({ cwd, url: direct, allowProduction: true });
    const history = await historyOf(direct);
    // Nothing to do, nothing to refuse.
    expect((await migrate({ cwd, url })).steps).toEqual([]);
    for (const write of [
      () => rollBack({ cwd, url, all: true, allowProduction: true }),
      () => uninstall({ cwd, url, database }),
      () => setEnvironment({ cwd, url, class: "test", database }),
    ])
      expect(await failure(write())).toMatchObject({ code: "TRANSACTION_POOLER" });
    expect(await historyOf(direct)).toEqual(history);
  },
);

test("a pool of sessions is as good as the server itself", async () => {
  const cwd = workspaceOf(MODULES);
  const direct = await emptyDatabase();
  const url = await pooled(direct, { mode: "session", opened: 3, choice: "longest free" });
  await migrate({ cwd, url, allowProduction: true });
  await rollBack({ cwd, url, all: true, allowProduction: true });
  await uninstall({ cwd, url, database: new URL(direct).pathname.slice(1) });
  expect(await objectsOf(direct)).toEqual([]);
});
