import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dumpModules } from "../../src/usecases/dump/dump-modules.js";
import { status } from "../../src/usecases/look/status.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { uninstall } from "../../src/usecases/run/uninstall.js";
import { failure } from "../run/failure.js";
import { emptyDatabase, type Modules, rowsOf, treeOf, valueOf } from "../run/workspace.js";
import { scratchWorkspace } from "../scratch/scratch-workspace.js";
import { dumpSchema } from "../support/pg-dump.js";
import { addToTree } from "../support/temporary-tree.js";

/** More tables, with keys and references, than one transaction of an installation takes. */
const TABLES = Array.from({ length: 420 }, (_, n) => {
  const references = n === 0 ? "" : `, before integer REFERENCES wide.t${n - 1}`;
  return `CREATE TABLE wide.t${n} (id integer PRIMARY KEY, note text DEFAULT 'it''s; $$'${references});`;
});

const WIDE: Modules = {
  wide: {
    migrations: {
      "20260101000000_create": {
        "up.sql": `CREATE SCHEMA wide;\n${TABLES.slice(0, 210).join("\n")}`,
        "down.sql": "-- strata: irreversible a test\n",
      },
      "20260102000000_create_more": {
        "up.sql": TABLES.slice(210).join("\n"),
        "down.sql": "-- strata: irreversible a test\n",
        "bootstrap.json": JSON.stringify({ "wide.t1": { one: { id: 1, note: "x" } } }),
      },
    },
  },
};

/** A database whose installation was stopped when some of its transactions were committed. */
async function interrupted(cwd: string): Promise<string> {
  const url = await emptyDatabase();
  const stop = new AbortController();
  const error = await failure(
    migrate({
      cwd,
      url,
      stampAs: "test",
      signal: stop.signal,
      onProgress: (event) => {
        if (event.type === "install" && event.done === 2) stop.abort();
      },
    }),
  );
  expect(error).toMatchObject({ code: "INTERRUPTED" });
  expect(await valueOf(url, "SELECT details->'done' FROM sys_core.intent")).toBe(2);
  return url;
}

test("a large installation takes several transactions; one that was stopped goes on, or is taken back when LATEST has changed", async () => {
  const cwd = await scratchWorkspace(WIDE);
  await dumpModules({ cwd });
  const whole = await emptyDatabase();
  const events: number[] = [];
  const result = await migrate({
    cwd,
    url: whole,
    stampAs: "test",
    onProgress: (event) => event.type === "install" && events.push(event.total),
  });
  expect(result.installed?.rows).toBe(1);
  expect(Math.min(...events)).toBeGreaterThan(3);
  expect(await rowsOf(whole, "SELECT kind FROM sys_core.intent")).toEqual([]);
  const expected = await dumpSchema(whole);

  const resumed = await interrupted(cwd);
  const state = await status({ cwd, url: resumed });
  expect(state.current).toBe(false);
  expect(state.findings).toEqual([expect.objectContaining({ code: "INSTALL_UNFINISHED" })]);
  expect((await migrate({ cwd, url: resumed })).installed).toBeDefined();
  expect(await dumpSchema(resumed)).toBe(expected);
  expect(await status({ cwd, url: resumed })).toMatchObject({ current: true, findings: [] });

  const foreign = await interrupted(cwd);
  const elsewhere = await scratchWorkspace({
    other: {
      migrations: { "20260101000000_create": { "up.sql": "CREATE SCHEMA other;", "down.sql": "DROP SCHEMA other;" } },
    },
  });
  expect(await failure(migrate({ cwd: elsewhere, url: foreign }))).toMatchObject({ code: "UNFINISHED_OTHER_WAY" });
  expect(await valueOf(foreign, "SELECT details->'done' FROM sys_core.intent")).toBe(2);
  const begun = async (change: string): Promise<readonly number[]> => {
    await rowsOf(foreign, `UPDATE sys_core.intent SET details = details || '${change}'`);
    const seen: number[] = [];
    const stop = new AbortController();
    const onProgress: NonNullable<Parameters<typeof migrate>[0]>["onProgress"] = (event) => {
      if (event.type !== "install") return;
      seen.push(event.done);
      if (event.done === 2) stop.abort();
    };
    await failure(migrate({ cwd, url: foreign, signal: stop.signal, onProgress }));
    return seen;
  };
  expect(await begun("{}")).toEqual([2]);
  expect(await begun('{"strata": "0.0.1"}')).toEqual([0, 1, 2]);
  expect(await begun('{"total": 99}')).toEqual([0, 1, 2]);
  await migrate({ cwd, url: foreign });
  expect(await dumpSchema(foreign)).toBe(expected);

  const changed = await interrupted(cwd);
  const replaced = await interrupted(cwd);
  expect((await migrate({ cwd, url: replaced, replay: true })).installed).toBeUndefined();
  expect(await dumpSchema(replaced)).toBe(expected);
  const folder = join(cwd, "modules/wide/migrations/20260103000000_comment");
  mkdirSync(folder);
  writeFileSync(join(folder, "up.sql"), "COMMENT ON SCHEMA wide IS 'wide';\n");
  writeFileSync(join(folder, "down.sql"), "COMMENT ON SCHEMA wide IS NULL;\n");
  await dumpModules({ cwd });
  expect((await migrate({ cwd, url: changed })).installed).toBeDefined();
  await migrate({ cwd, url: whole });
  expect(await dumpSchema(changed)).toBe(await dumpSchema(whole));

  const stale = await interrupted(cwd);
  appendFileSync(join(folder, "up.sql"), "COMMENT ON TABLE wide.t1 IS 'one';\n");
  const replayed = await migrate({ cwd, url: stale });
  expect(replayed.installed).toBeUndefined();
  expect(await valueOf(stale, "SELECT obj_description('wide.t1'::regclass)")).toBe("one");
  expect(await rowsOf(stale, "SELECT kind FROM sys_core.intent")).toEqual([]);

  await dumpModules({ cwd });
  const grown = await interrupted(cwd);
  const database = new URL(grown).pathname.slice(1);
  expect(await failure(uninstall({ cwd, url: grown, database }))).toMatchObject({ code: "UNFINISHED_OTHER_WAY" });
  await rowsOf(grown, "CREATE SCHEMA legacy CREATE TABLE kept ()");
  addToTree(
    cwd,
    treeOf({
      legacy: {
        migrations: {
          "20260104000000_add": { "up.sql": "CREATE TABLE legacy.added ();", "down.sql": "DROP TABLE legacy.added;" },
        },
      },
    }),
  );
  expect((await migrate({ cwd, url: grown })).installed).toBeUndefined();
  expect(await valueOf(grown, "SELECT to_regclass('legacy.kept')::text")).toBe("legacy.kept");
}, 120_000);
