import { expect, test } from "vitest";
import type { ProgressEvent } from "../../src/plan/progress.js";
import { formatId } from "../../src/types/ids.js";
import { findWorkspace, readWorkspace } from "../../src/usecases/open/open-workspace.js";
import { type ReplayOptions, replay } from "../../src/usecases/scratch/replay.js";
import { withScratch } from "../../src/usecases/scratch/with-scratch.js";
import type { Session } from "../../src/types/session.js";
import { createTable } from "../run/workspace.js";
import { SYS_CORE_HISTORY } from "../support/sys-core.js";
import { scratchWorkspace } from "./scratch-workspace.js";

const tables = async (session: Session): Promise<string> => {
  const rows = await session.values(
    "SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('a', 'b', 'c') ORDER BY 1",
  );
  return rows.join(" ");
};

/** Replays on a scratch database; `look` is asked at each stop and at the end. */
async function replayed(
  cwd: string,
  options: Partial<ReplayOptions>,
  look: (session: Session) => Promise<unknown>,
): Promise<{ stops: [string, unknown][]; migrations: string[]; end: unknown }> {
  const place = findWorkspace({ cwd });
  const workspace = await readWorkspace(place);
  const stops: [string, unknown][] = [];
  return withScratch(
    { cwd },
    async (database) => {
      const { migrations, connection } = await replay(database, workspace, {
        class: "test",
        atStop: async (session, migration) => void stops.push([formatId(migration), await look(session)]),
        ...options,
      });
      return { stops, migrations: migrations.map(formatId), end: await look(connection) };
    },
    place,
  );
}

const three = {
  a: { migrations: { "20261101000001_a": createTable("a", "one", true), "20261101000004_b": createTable("a", "two") } },
  b: {
    package: { dependencies: { a: "workspace:*" } },
    migrations: { "20261101000003_a": createTable("b", "one", true), "20261101000005_b": createTable("b", "two") },
  },
  c: { migrations: { "20261101000002_a": createTable("c", "one", true) } },
};

test("one replay stops behind each migration of every module, in the one order", async () => {
  const cwd = await scratchWorkspace(three);
  const events: ProgressEvent[] = [];
  const { stops, migrations, end } = await replayed(
    cwd,
    { stopsAt: ({ module }) => module === "a" || module === "b", onProgress: (event) => events.push(event) },
    tables,
  );
  expect(stops).toEqual([
    ["a@20261101000001", "a.one"],
    ["b@20261101000003", "a.one b.one c.one"],
    ["a@20261101000004", "a.one a.two b.one c.one"],
    ["b@20261101000005", "a.one a.two b.one b.two c.one"],
  ]);
  expect(end).toBe("a.one a.two b.one b.two c.one");
  expect(migrations.slice(0, SYS_CORE_HISTORY.length)).toEqual(SYS_CORE_HISTORY);
  const told = events.flatMap((event) => (event.type === "replay" ? [[event.index, event.total]] : []));
  expect(told).toEqual(migrations.map((_, index) => [index, migrations.length]));
  expect(events.filter(({ type }) => type !== "replay")).toEqual([]);
});

test("of named modules, only what they depend on is replayed", async () => {
  const { migrations, end } = await replayed(await scratchWorkspace(three), { modules: ["a"] }, tables);
  expect(migrations).toEqual([...SYS_CORE_HISTORY, "a@20261101000001", "a@20261101000004"]);
  expect(end).toBe("a.one a.two");
});

test("with everything that a step can be: rows, transforms, files without a transaction; fixtures by the class", async () => {
  const cwd = await scratchWorkspace({
    a: {
      migrations: {
        "20261101000001_a": {
          ...createTable("a", "one", true),
          "bootstrap.json": '{ "a.one": { "boot": { "id": 1 } } }',
          "fixtures.json": '{ "a.one": { "fix": { "id": 2 } } }',
          "transform.ts":
            "export async function up({ sql }) { await sql`UPDATE a.one SET note = 'moved'`; }\nexport const down = up;\n",
        },
        "20261101000002_b": {
          "up.sql": "-- strata: no-transaction\nCREATE INDEX CONCURRENTLY one_note ON a.one (note);\n",
          "down.sql": "-- strata: no-transaction\nDROP INDEX CONCURRENTLY a.one_note;\n",
        },
        // What a step leaves behind in its session does not reach who looks.
        "20261101000003_c": { "up.sql": "SET ROLE pg_monitor; SET datestyle = 'German';\n", "down.sql": "SELECT 1;\n" },
      },
    },
  });
  const look = async (session: Session) =>
    session.values(
      "SELECT id, note, (SELECT indisvalid FROM pg_index WHERE indexrelid = 'a.one_note'::regclass), current_setting('datestyle') FROM a.one ORDER BY id",
    );
  const stopsAt = ({ version }: { version: string }): boolean => version === "20261101000003";
  const { stops } = await replayed(cwd, { stopsAt }, look);
  expect(stops).toEqual([
    [
      "a@20261101000003",
      [
        [1, "moved", true, "ISO, MDY"],
        [2, null, true, "ISO, MDY"],
      ],
    ],
  ]);
  const { end } = await replayed(cwd, { class: "staging" }, look);
  expect(end).toEqual([[1, "moved", true, "ISO, MDY"]]);
});

test("a migration that fails is told with its place, and that it ran in a replay", async () => {
  const cwd = await scratchWorkspace({
    a: { migrations: { "20261101000001_a": { "up.sql": "SELECT 1;\nSELECT nothing;\n", "down.sql": "SELECT 1;\n" } } },
  });
  await expect(replayed(cwd, {}, tables)).rejects.toMatchObject({
    code: "SQL_FAILED",
    message: expect.stringMatching(/column "nothing" does not exist.*\(in a replay/s),
    details: { place: { line: 2 }, scratch: true },
  });
});

test("a role that a scratch database does not have is to be named in the root configuration", async () => {
  const sql = "CREATE SCHEMA a;\nGRANT USAGE ON SCHEMA a TO nobody_known;\n";
  const cwd = await scratchWorkspace({
    a: { migrations: { "20261101000001_a": { "up.sql": sql, "down.sql": "DROP SCHEMA a;\n" } } },
  });
  await expect(replayed(cwd, {}, tables)).rejects.toMatchObject({
    hint: expect.stringContaining('"roles": ["nobody_known"]'),
  });
});

test("migrations that wait for the same requirement stand in a module's own order as in the whole", async () => {
  const cwd = await scratchWorkspace(three);
  const whole = await replayed(cwd, {}, tables);
  const part = await replayed(cwd, { modules: ["b"] }, tables);
  expect(part.migrations).toEqual(whole.migrations.filter((id) => !id.startsWith("c@")));
});
