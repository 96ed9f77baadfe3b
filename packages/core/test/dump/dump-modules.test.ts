import { appendFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { readDump } from "../../src/dump/dump-text.js";
import { readLatestVersions } from "../../src/dump/latest-versions.js";
import { sha256 } from "../../src/lib/hash.js";
import { connect } from "../../src/postgres/connect.js";
import { checkDumps } from "../../src/usecases/dump/check-dumps.js";
import { dumpDatabase } from "../../src/usecases/dump/dump-database.js";
import { dumpModules } from "../../src/usecases/dump/dump-modules.js";
import { dumpReplayed } from "../../src/usecases/dump/dump-replayed.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { createTable, emptyDatabase, rowsOf, treeOf } from "../run/workspace.js";
import { scratchServer, scratchWorkspace } from "../scratch/scratch-workspace.js";
import { SYS_CORE_HISTORY } from "../support/sys-core.js";
import { addToTree } from "../support/temporary-tree.js";

const two = {
  a: {
    migrations: {
      "20261101000001_a": {
        ...createTable("a", "one", true),
        "bootstrap.json": '{ "a.one": { "boot": { "id": 1 } } }',
        "fixtures.json": '{ "a.one": { "fix": { "id": 2 } } }',
      },
      "20261101000004_b": createTable("a", "two"),
    },
  },
  b: {
    package: { dependencies: { a: "workspace:*" } },
    migrations: {
      "20261101000002_a": {
        "up.sql": "CREATE SCHEMA b;\nCREATE TABLE b.one (id int PRIMARY KEY REFERENCES a.one);\n",
        "down.sql": "DROP SCHEMA b CASCADE;\n",
      },
    },
  },
};

const ALL = [
  "modules/a/LATEST/bootstrap/a.one.ndjson",
  "modules/a/LATEST/fixtures/a.one.ndjson",
  "modules/a/LATEST/history.json",
  "modules/a/LATEST/schema.sql",
  "modules/a/LATEST/versions.json",
  "modules/a/migrations/20261101000001_a/schema.sql",
  "modules/a/migrations/20261101000004_b/schema.sql",
  "modules/b/LATEST/history.json",
  "modules/b/LATEST/schema.sql",
  "modules/b/LATEST/versions.json",
  "modules/b/migrations/20261101000002_a/schema.sql",
];

const within = (cwd: string, paths: readonly string[]): string[] => paths.map((path) => relative(cwd, path)).toSorted();
const codesOf = (findings: readonly { code: string; message: string }[]): string[] =>
  findings.map(({ code, message }) => `${code} ${message.split(" is ")[0]}`).toSorted();

test("what is written stays as it is: no file is written twice, and the checks find nothing", async () => {
  const cwd = await scratchWorkspace(two);
  expect(await checkDumps({ cwd })).toEqual([]);
  const first = await dumpModules({ cwd });
  expect(within(cwd, first.written)).toEqual(ALL);
  expect(first.findings).toEqual([]);
  const times = ALL.map((path) => statSync(join(cwd, path)).mtimeMs);
  expect(await dumpModules({ cwd })).toMatchObject({ files: ALL.length, written: [], removed: [], findings: [] });
  expect(ALL.map((path) => statSync(join(cwd, path)).mtimeMs)).toEqual(times);
  expect(await dumpModules({ cwd, check: true })).toMatchObject({ written: [], findings: [] });
  expect(await checkDumps({ cwd })).toEqual([]);
  const read = (path: string): string => readFileSync(join(cwd, path), "utf8");
  expect(read(ALL[3]!)).toBe(read(ALL[6]!));
  expect(readDump(read(ALL[5]!))?.["pre-data"].text).not.toContain("a.two");
  expect(read(ALL[10]!)).toContain("-- uses table a.one (a)\n");
  expect(readLatestVersions(read(ALL[9]!))?.versions.map(({ module, version }) => `${module}@${version}`)).toEqual([
    ...SYS_CORE_HISTORY.slice(0, 1),
    ...SYS_CORE_HISTORY.slice(1),
    "a@20261101000001",
    "b@20261101000002",
    "a@20261101000004",
  ]);
});

test("of one module the same bytes as of all, whether it is dumped alone or not; a new migration changes what it must", async () => {
  const [cwd, alone] = [await scratchWorkspace(two), await scratchWorkspace(two)];
  await dumpModules({ cwd });
  expect(within(alone, (await dumpModules({ cwd: alone, modules: ["a"] })).written)).toEqual(ALL.slice(0, 7));
  await dumpModules({ cwd: alone, modules: ["b"] });
  for (const path of ALL)
    expect(readFileSync(join(alone, path), "utf8"), path).toBe(readFileSync(join(cwd, path), "utf8"));

  addToTree(cwd, treeOf({ a: { migrations: { "20261101000009_c": createTable("a", "three") } } }));
  const { written } = await dumpModules({ cwd });
  expect(within(cwd, written)).toEqual([
    ...ALL.slice(2, 5),
    "modules/a/migrations/20261101000009_c/schema.sql",
    "modules/b/LATEST/versions.json",
  ]);
});

test("a check names what is edited, missing, obsolete and stale, and a dump puts it right", async () => {
  const cwd = await scratchWorkspace(two);
  await dumpModules({ cwd });
  appendFileSync(join(cwd, ALL[3]!), "SELECT 1;\n");
  rmSync(join(cwd, ALL[10]!));
  writeFileSync(join(cwd, "modules/a/LATEST/bootstrap/a.gone.ndjson"), '{"$":"x"}\n');
  writeFileSync(join(cwd, "modules/a/LATEST/NOTES.md"), "mine\n");
  const findings = await checkDumps({ cwd });
  expect(codesOf(findings)).toEqual([
    "DUMP_MISSING migrations/20261101000002_a/schema.sql of b",
    "DUMP_OBSOLETE LATEST/bootstrap/a.gone.ndjson of a",
    "DUMP_STALE LATEST/schema.sql of a",
  ]);
  const checked = await dumpModules({ cwd, check: true });
  expect(codesOf(checked.findings)).toEqual(codesOf(findings));
  expect(existsSync(join(cwd, ALL[10]!))).toBe(false);
  const repaired = await dumpModules({ cwd });
  expect(within(cwd, [...repaired.written, ...repaired.removed])).toEqual([
    "modules/a/LATEST/bootstrap/a.gone.ndjson",
    ALL[3],
    ALL[10],
  ]);
  expect(readFileSync(join(cwd, "modules/a/LATEST/NOTES.md"), "utf8")).toBe("mine\n");
  expect(await checkDumps({ cwd })).toEqual([]);
  // A row that is not in the schema is stale in LATEST alone.
  writeFileSync(
    join(cwd, "modules/a/migrations/20261101000001_a/fixtures.json"),
    '{ "a.one": { "fix": { "id": 3 } } }',
  );
  expect(codesOf(await checkDumps({ cwd }))).toEqual(
    [ALL[1]!, ALL[4]!, ALL[9]!].map((path) => `DUMP_STALE ${path.slice("modules/a/".length)} of ${path.slice(8, 9)}`),
  );
});

test("a schema.sql that strata has not made is left and named", async () => {
  const cwd = await scratchWorkspace(two);
  const mine = join(cwd, ALL[6]!);
  writeFileSync(mine, "-- written by hand\n");
  expect((await dumpModules({ cwd })).findings).toMatchObject([{ code: "DUMP_NOT_OURS", place: { file: mine } }]);
  expect(readFileSync(mine, "utf8")).toBe("-- written by hand\n");
  expect((await checkDumps({ cwd })).map(({ code }) => code)).toEqual(["DUMP_NOT_OURS"]);
});

test("a workspace where one module has generated files misses those of the others, unless its manifest accepts that", async () => {
  const cwd = await scratchWorkspace(two);
  await dumpModules({ cwd, modules: ["a"] });
  expect(codesOf(await checkDumps({ cwd })).map((text) => text.split(" ")[0])).toEqual(Array(4).fill("DUMP_MISSING"));
  const manifest = {
    name: "b",
    dependencies: { a: "workspace:*" },
    strata: { allow: { DUMP_MISSING: "not released" } },
  };
  addToTree(cwd, { "modules/b/package.json": manifest });
  expect(await checkDumps({ cwd })).toEqual([]);
});

test("what a dump or a check has shown once needs no server; any change of what it is about is looked at again", async () => {
  const cwd = await scratchWorkspace(two, { scratchUrl: "$SCRATCH" });
  const env = { SCRATCH: await scratchServer() };
  await dumpModules({ cwd, env });
  const nowhere = { SCRATCH: "postgres://nobody@127.0.0.1:1/none" };
  expect(await checkDumps({ cwd, env: nowhere })).toEqual([]);
  appendFileSync(join(cwd, "modules/a/migrations/20261101000004_b/up.sql"), "-- more\n");
  await expect(checkDumps({ cwd, env: nowhere })).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
  expect(codesOf(await checkDumps({ cwd, env }))).not.toEqual([]);
  await dumpModules({ cwd, env, modules: ["a"] });
  await expect(checkDumps({ cwd, env: nowhere })).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
});

test("a history that cannot be replayed is a finding of the check, and the error of a dump", async () => {
  const cwd = await scratchWorkspace(two);
  await dumpModules({ cwd });
  const file = join(cwd, "modules/a/migrations/20261101000004_b/up.sql");
  writeFileSync(file, "SELECT nothing;\n");
  expect(await checkDumps({ cwd })).toMatchObject([{ code: "REPLAY_FAILED", place: { file, line: 1 } }]);
  await expect(dumpModules({ cwd })).rejects.toMatchObject({ code: "SQL_FAILED" });
});

test("to stdout: what a replay gives, and what a database holds", async () => {
  const cwd = await scratchWorkspace(two);
  const replayed = await dumpReplayed({ cwd });
  expect(replayed.dumps.map(({ module }) => module)).toEqual(["a", "b"]);
  expect(existsSync(join(cwd, ALL[3]!))).toBe(false);
  const [core] = (await dumpReplayed({ cwd, modules: ["sys-core"] })).dumps;
  expect(core?.text).toContain("CREATE TABLE sys_core.migration (");

  const url = await emptyDatabase();
  expect((await dumpDatabase({ cwd, url, modules: ["a"] })).dumps[0]?.text).not.toContain("CREATE");
  await migrate({ cwd, url, allowProduction: true });
  expect((await dumpDatabase({ cwd, url, modules: ["a", "b"] })).dumps).toEqual(replayed.dumps);
  expect((await dumpDatabase({ cwd, url })).dumps.map(({ module }) => module)).toEqual(["a", "b", "sys-core"]);
  await expect(dumpDatabase({ cwd, url, modules: ["c"] })).rejects.toMatchObject({ code: "MODULE_UNKNOWN" });
});

test("what an earlier dump has written and nothing has changed since is not looked at again; anything else is", async () => {
  const cwd = await scratchWorkspace(two);
  await dumpModules({ cwd });
  const seen: string[] = [];
  /** Dumps, and notes where the replay reads the catalog. */
  const dump = async () => {
    seen.length = 0;
    let last = "";
    const result = await dumpModules({
      cwd,
      onProgress: (event) => void (event.type === "replay" && (last = `${event.step.module}@${event.step.version}`)),
      connect: async (url, options) => {
        const connection = await connect(url, options);
        const run = connection.run.bind(connection);
        connection.run = (script) => {
          if (script.includes("READ ONLY")) seen.push(last);
          return run(script);
        };
        return connection;
      },
    });
    return within(cwd, result.written);
  };
  const end = "a@20261101000004";
  expect([await dump(), seen]).toEqual([[], [end]]);
  // Behind a change of an earlier migration everything is another, of its module and of those that depend on it.
  appendFileSync(join(cwd, "modules/a/migrations/20261101000001_a/up.sql"), "-- a remark\n");
  expect([await dump(), seen]).toEqual([
    [ALL[2], ALL[4], ALL[9]],
    ["a@20261101000001", "b@20261101000002", end, end],
  ]);
  appendFileSync(join(cwd, "modules/b/migrations/20261101000002_a/up.sql"), "COMMENT ON SCHEMA b IS 'b';\n");
  expect([await dump(), seen]).toEqual([
    [...ALL.slice(7, 10), ALL[10]],
    ["b@20261101000002", end],
  ]);
  // A file that was changed by hand is none that was written.
  appendFileSync(join(cwd, ALL[5]!), "\n");
  expect([await dump(), seen]).toEqual([[ALL[5]], ["a@20261101000001", end]]);
  // Another version of strata would write the newest otherwise: what it has not looked at may be too.
  const known = JSON.parse(readFileSync(join(cwd, ".strata/cache/known-dumps"), "utf8")) as Record<string, string[]>;
  for (const path of [ALL[5]!, ALL[6]!]) {
    const text = readFileSync(join(cwd, path), "utf8").replaceAll("integer", "int4");
    writeFileSync(join(cwd, path), text);
    known[path === ALL[5] ? "a@20261101000001" : end]![1] = sha256(text);
  }
  writeFileSync(join(cwd, ".strata/cache/known-dumps"), JSON.stringify(known));
  expect(await dump()).toEqual([ALL[5], ALL[6]]);
  for (const content of ["", "[]", "null", '{"a@20261101000001":1}']) {
    writeFileSync(join(cwd, ".strata/cache/known-dumps"), content);
    expect(await dump(), content).toEqual([]);
  }
});

test("what a migration makes and no module claims is told, for no dump holds it", async () => {
  const cwd = await scratchWorkspace({
    shop: {
      migrations: {
        "20260101000000_create": {
          "up.sql": "CREATE SCHEMA shop; CREATE TABLE shop.item (id integer PRIMARY KEY);",
          "down.sql": "DROP SCHEMA shop CASCADE;",
        },
        "20260102000000_stray": { "up.sql": "CREATE TABLE public.lost ();", "down.sql": "DROP TABLE public.lost;" },
      },
    },
  });
  const { findings } = await dumpModules({ cwd });
  expect(findings).toEqual([
    expect.objectContaining({
      code: "UNCLAIMED_OBJECT",
      message: expect.stringContaining("table public.lost, which a migration of shop makes"),
      module: "shop",
    }),
    expect.objectContaining({ code: "LATEST_NEEDS_REPLAY", message: expect.stringContaining("table public.lost") }),
  ]);
  const url = await emptyDatabase();
  const { installed, findings: said } = await migrate({ cwd, url, stampAs: "test" });
  expect(installed).toBeUndefined();
  expect(said).toEqual([
    expect.objectContaining({ code: "LATEST_NOT_USED", message: expect.stringContaining("table public.lost") }),
  ]);
  expect(await rowsOf(url, "SELECT to_regclass('public.lost')::text AS lost")).toEqual([{ lost: "lost" }]);
});
