import { afterEach, expect, test, vi } from "vitest";
import { connect } from "../../src/postgres/connect.js";
import type { Parameter, Row } from "../../src/types/session.js";
import { status } from "../../src/usecases/look/status.js";
import { verifyAudit } from "../../src/usecases/look/verify-audit.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { newMigration } from "../../src/usecases/write/new-migration.js";
import { SYS_CORE_FOLDERS } from "../support/sys-core.js";
import { createTable, emptyDatabase, historyOf, rowsOf, workspaceOf } from "./workspace.js";

afterEach(() => vi.unstubAllEnvs());

/** Stamps of a year long gone, of the night in which clocks are put forward, and beyond what 32 bits count. */
const MODULES = {
  early: { migrations: { "19990101000000_a": createTable("early", "a", true) } },
  gap: {
    migrations: { "20260308023000_a": createTable("gap", "a", true), "20260308070001_b": createTable("gap", "b") },
  },
  late: {
    migrations: { "20380119031407_a": createTable("late", "a", true), "20380119031408_b": createTable("late", "b") },
  },
};
const IDS = [
  "early@19990101000000",
  "gap@20260308023000",
  "gap@20260308070001",
  "late@20380119031407",
  "late@20380119031408",
];

test.each(["America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])(
  "stamps long past, in a gap of summer time and beyond 2038 run in their order in %s",
  async (zone) => {
    vi.stubEnv("TZ", zone);
    expect(new Date(0).getTimezoneOffset()).not.toBe(0);
    const cwd = workspaceOf(MODULES);
    const url = await emptyDatabase();
    const database = new URL(url).pathname.slice(1);
    await rowsOf(url, `ALTER DATABASE ${database} SET timezone = '${zone}'`);
    await migrate({ cwd, url, allowProduction: true });
    expect((await historyOf(url)).slice(SYS_CORE_FOLDERS.length)).toEqual(IDS);
    const found = await status({ cwd, url });
    expect(found.current).toBe(true);
    expect(found.findings.map(({ code, version }) => `${code} ${version}`)).toEqual([
      "FOLDER_VERSION_AHEAD 20380119031407",
      "FOLDER_VERSION_AHEAD 20380119031408",
    ]);
    // The hour that summer time repeats, told apart by UTC alone.
    const stamps = [];
    for (const now of ["2027-11-07T05:30:00Z", "2027-11-07T06:30:00Z"])
      stamps.push((await newMigration({ cwd, module: "early", name: "hour", now: new Date(now) })).version);
    expect(stamps).toEqual(["20271107053000", "20271107063000"]);
    expect((await verifyAudit({ cwd, url })).breaks).toEqual([]);
  },
);

test.each([
  ["forward", -4e8],
  ["back", 4e8],
])("a server whose clock is put %s by years in the middle of a step: the step holds", async (_where, seconds) => {
  const cwd = workspaceOf({ early: MODULES.early });
  const url = await emptyDatabase();
  await migrate({
    cwd,
    url,
    allowProduction: true,
    connect: async (address, options) => {
      const connection = await connect(address, options);
      const query = connection.query.bind(connection);
      // What the server's clock said when the step began.
      connection.query = async <R extends Row>(text: string, parameters?: readonly Parameter[]): Promise<R[]> =>
        (await query<R>(text, parameters)).map((row) =>
          "startedAt" in row ? { ...row, startedAt: Number(row["startedAt"]) + seconds } : row,
        );
      return connection;
    },
  });
  expect((await historyOf(url)).slice(SYS_CORE_FOLDERS.length)).toEqual(IDS.slice(0, 1));
  const range = seconds < 0 ? [2147483647] : [0];
  const rows = await rowsOf(url, "SELECT DISTINCT duration_ms AS ms FROM sys_core.migration");
  expect(rows.map(({ ms }) => ms)).toEqual(range);
});

test("a server whose clock jumped between two runs: order is by sequence", async () => {
  const cwd = workspaceOf(MODULES);
  const url = await emptyDatabase();
  await migrate({ cwd, url, allowProduction: true });
  await rowsOf(url, "UPDATE sys_core.migration SET applied_at = to_timestamp(2000000000 - sequence * 40000000)");
  expect((await status({ cwd, url })).current).toBe(true);
  await rollBack({ cwd, url, steps: 2, allowProduction: true });
  expect((await historyOf(url)).slice(SYS_CORE_FOLDERS.length)).toEqual(IDS.slice(0, 3));
  await migrate({ cwd, url, allowProduction: true });
  expect((await historyOf(url)).slice(SYS_CORE_FOLDERS.length)).toEqual(IDS);
});
