import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { adoptDatabase } from "../../src/usecases/adopt/adopt-database.js";
import type { AdoptDatabaseOptions } from "../../src/usecases/adopt/adopt-options.js";
import { detectDrift } from "../../src/usecases/drift/detect-drift.js";
import { status } from "../../src/usecases/look/status.js";
import { verifyAudit } from "../../src/usecases/look/verify-audit.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { failure } from "../run/failure.js";
import { historyOf, rowsOf, valueOf } from "../run/workspace.js";
import { connect, freshDatabase, MAJORS } from "../support/cluster.js";
import { addToTree } from "../support/temporary-tree.js";
import { SYS_CORE_HISTORY } from "../support/sys-core.js";
import { databaseWith, toolFiles, toolLayouts, type ToolMigration, toolWorkspace } from "./tool-database.js";

const HISTORY: readonly ToolMigration[] = [
  {
    stamp: "20240105093000",
    name: "create_invoice",
    up: "CREATE TYPE state AS ENUM ('open', 'paid');\nCREATE TABLE invoice (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state state NOT NULL DEFAULT 'open');\n",
    down: "DROP TABLE invoice;\nDROP TYPE state;\n",
  },
  {
    stamp: "20240212101500",
    name: "add_total",
    up: "ALTER TABLE invoice ADD total numeric CHECK (total > 0);\nCREATE INDEX invoice_total ON invoice (total);\n",
    down: "ALTER TABLE invoice DROP total;\n",
  },
  {
    stamp: "20240301080000",
    name: "create_payment",
    up: "CREATE TABLE payment (id int PRIMARY KEY, invoice_id bigint NOT NULL REFERENCES invoice);\n",
    down: "DROP TABLE payment;\n",
  },
];

const [FIRST, SECOND] = HISTORY;
const LIVING = [FIRST!.up, SECOND!.up, "INSERT INTO invoice (total) VALUES (42)"];
const APPLIED = HISTORY.slice(0, 2);

function adopt(cwd: string, url: string, options: Partial<AdoptDatabaseOptions> = {}) {
  return adoptDatabase({ cwd, url, env: {}, module: "billing", allowProduction: true, ...options });
}

const tools = Object.keys(toolLayouts) as (keyof typeof toolLayouts)[];

describe("a history that ran elsewhere is recorded", () => {
  test.each(tools)("%s: what it has applied, and nothing else", async (tool) => {
    const url = await databaseWith(...LIVING, toolLayouts[tool].table(APPLIED));
    const cwd = await toolWorkspace(toolFiles(tool, HISTORY));
    const before = await rowsOf(
      url,
      "SELECT relname, relfilenode, xmin FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1",
    );

    const adopted = await adopt(cwd, url, { from: tool, directory: "old" });
    expect(adopted).toMatchObject({
      module: "billing",
      from: tool,
      environment: "production",
      before: [],
      findings: [],
    });
    expect(adopted.written.length).toBe(3);
    expect(adopted.recorded.length).toBe(2);
    expect(adopted.pending.length).toBe(1);
    const ids = adopted.recorded.map(({ module, version }) => `${module}@${version}`);
    expect(await historyOf(url)).toEqual([...SYS_CORE_HISTORY, ...ids]);
    // No table of the users was written to, not even in the catalog.
    expect(
      await rowsOf(
        url,
        "SELECT relname, relfilenode, xmin FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1",
      ),
    ).toEqual(before);
    expect(
      await rowsOf(
        url,
        "SELECT event, details->>'from' AS tool FROM sys_core.migration_audit WHERE module = 'billing' ORDER BY id",
      ),
    ).toEqual([
      { event: "adopted", tool },
      { event: "adopted", tool },
    ]);
    expect(await verifyAudit({ cwd, url, env: {} })).toMatchObject({ breaks: [], history: [] });

    expect((await detectDrift({ cwd, url, env: {} })).findings).toEqual([]);

    const again = await adopt(cwd, url, { from: tool, directory: "old" });
    expect(again).toMatchObject({ recorded: [], written: [], before: adopted.recorded, pending: adopted.pending });

    const run = await migrate({ cwd, url, env: {}, allowProduction: true });
    expect(run.steps.map(({ version }) => version)).toEqual(adopted.pending.map(({ version }) => version));
    expect((await migrate({ cwd, url, env: {}, allowProduction: true })).steps).toEqual([]);
    const { modules } = await status({ cwd, url, env: {} });
    expect(modules.map(({ pending }) => pending)).toEqual(modules.map(() => 0));
    expect(await valueOf(url, "SELECT total::text FROM invoice")).toBe("42");
  });

  test.each(["dbmate", "golang-migrate", "diesel", "sqlx", "node-pg-migrate"] as const)(
    "%s: what was recorded can be taken back",
    async (tool) => {
      const url = await databaseWith(...LIVING, toolLayouts[tool].table(APPLIED));
      const cwd = await toolWorkspace(toolFiles(tool, HISTORY));
      await adopt(cwd, url, { from: tool, directory: "old" });
      await rollBack({ cwd, url, env: {}, allowProduction: true, module: "billing", steps: 1 });
      expect(
        await valueOf(
          url,
          "SELECT count(*)::int FROM information_schema.columns WHERE table_name = 'invoice' AND table_schema = 'public'",
        ),
      ).toBe(2);
      await migrate({ cwd, url, env: {}, allowProduction: true });
      expect(await valueOf(url, "SELECT to_regclass('public.payment') IS NOT NULL")).toBe(true);
    },
  );
});

test("a folder of plain SQL counts as applied, and the comparison proves it", async () => {
  const url = await databaseWith(...HISTORY.map(({ up }) => up));
  const cwd = await toolWorkspace(toolFiles("sqlx", HISTORY));
  const { recorded } = await adopt(cwd, url, { from: "plain", directory: "old" });
  expect(recorded.map(({ version }) => version)).toEqual(HISTORY.map(({ stamp }) => stamp));
});

test.each(MAJORS)("PostgreSQL %i, whatever the scratch server is", async (major) => {
  const { url, drop } = await freshDatabase(major);
  onTestFinished(drop);
  const connection = await connect(url);
  for (const script of [...LIVING, toolLayouts.dbmate.table(APPLIED)]) await connection.run(script);
  await connection.run("CREATE VIEW open AS SELECT id FROM invoice WHERE state IN ('open') AND total BETWEEN 1 AND 2");
  const more = { stamp: "20240213000000", name: "open", down: "DROP VIEW open;\n" };
  const up = "CREATE VIEW open AS SELECT id FROM invoice WHERE state IN ('open') AND total BETWEEN 1 AND 2;\n";
  await connection.run("INSERT INTO schema_migrations VALUES ('20240213000000')");
  const cwd = await toolWorkspace(toolFiles("dbmate", [...APPLIED, { ...more, up }]));
  const { recorded } = await adopt(cwd, url, { from: "dbmate", directory: "old" });
  expect(recorded.length).toBe(3);
  await connection.run("DELETE FROM sys_core.migration WHERE module = 'billing'; ALTER TABLE invoice ADD extra int");
  await connection.close();
  expect(await failure(adopt(cwd, url, { from: "dbmate" }))).toMatchObject({ code: "ADOPT_DIFFERS" });
});

test("what a recorded migration requires must be there", async () => {
  const url = await databaseWith(...LIVING, toolLayouts.dbmate.table(APPLIED));
  const cwd = await toolWorkspace(toolFiles("dbmate", APPLIED));
  await failure(adopt(cwd, url, { from: "dbmate", directory: "old", allowProduction: false }));
  addToTree(cwd, {
    "modules/base/package.json": { name: "base", strata: {} },
    "modules/base/migrations/20230101000000_a/up.sql": "CREATE SCHEMA base;\n",
    "modules/base/migrations/20230101000000_a/down.sql": "DROP SCHEMA base;\n",
  });
  const file = join(cwd, "modules/billing/migrations/20240105093000_create_invoice/up.sql");
  writeFileSync(file, `-- strata: requires base@20230101000000\n${readFileSync(file, "utf8")}`);
  expect(await failure(adopt(cwd, url, { from: "dbmate" }))).toMatchObject({ code: "ADOPT_DEPENDENCY", exitCode: 6 });
  await migrate({ cwd, url, env: {}, allowProduction: true, modules: ["base"] });
  expect((await adopt(cwd, url, { from: "dbmate" })).recorded.length).toBe(2);
});

test("what the other tool did not run cannot be recorded", async () => {
  const url = await databaseWith(...LIVING, toolLayouts.dbmate.table(APPLIED));
  const cwd = await toolWorkspace(toolFiles("dbmate", APPLIED));
  await failure(adopt(cwd, url, { from: "dbmate", directory: "old", allowProduction: false }));
  addToTree(cwd, { "modules/billing/migrations/20240105093000_create_invoice/bootstrap.json": {} });
  expect(await failure(adopt(cwd, url, { from: "dbmate" }))).toMatchObject({
    code: "ADOPT_MORE_THAN_SQL",
    exitCode: 3,
  });
});

describe("nothing is recorded", () => {
  const refused = async (cwd: string, url: string, options: Partial<AdoptDatabaseOptions>) => {
    const error = await failure(adopt(cwd, url, { directory: "old", ...options }));
    expect(await valueOf(url, "SELECT to_regclass('sys_core.migration') IS NULL")).toBe(true);
    return error;
  };

  test.each<[string, string, string]>([
    ["a column more", "ALTER TABLE invoice ADD extra int", "table public.invoice"],
    ["a table less", "DROP TABLE invoice", "table public.invoice"],
    ["an index less", "DROP INDEX invoice_total", "index public.invoice_total"],
    ["a view more", "CREATE VIEW v AS SELECT 1 AS one", "view public.v"],
    ["a value of an enum more", "ALTER TYPE state ADD VALUE 'void'", "enum type public.state"],
    ["another default", "ALTER TABLE invoice ALTER state SET DEFAULT 'paid'", "table public.invoice"],
  ])("where the database differs: %s", async (_, change, named) => {
    const url = await databaseWith(...LIVING, toolLayouts.dbmate.table(APPLIED), change);
    const error = await refused(await toolWorkspace(toolFiles("dbmate", HISTORY)), url, { from: "dbmate" });
    expect(error).toMatchObject({ code: "ADOPT_DIFFERS", exitCode: 2 });
    expect(error.details.findings!.map(({ message }) => message).join("\n")).toContain(named);
  });

  test.each<[string, keyof typeof toolLayouts, string]>([
    ["golang-migrate is dirty", "golang-migrate", "UPDATE schema_migrations SET dirty = true"],
    [
      "Prisma has a failed row",
      "prisma",
      "UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name ~ 'total'",
    ],
    ["Flyway has a failed row", "flyway", "UPDATE flyway_schema_history SET success = false WHERE installed_rank = 2"],
    ["sqlx has a failed row", "sqlx", "UPDATE _sqlx_migrations SET success = false WHERE version = 20240212101500"],
  ])("where a migration failed there: %s", async (_, tool, change) => {
    const url = await databaseWith(...LIVING, toolLayouts[tool].table(APPLIED), change);
    const cwd = await toolWorkspace(toolFiles(tool, HISTORY));
    const error = await refused(cwd, url, { from: tool });
    expect(error).toMatchObject({ code: "ADOPT_FAILED_THERE", exitCode: 6 });
    expect(error.hint).toBeDefined();
  });

  test("where the tool has applied what is not there", async () => {
    const url = await databaseWith(
      ...LIVING,
      toolLayouts.dbmate.table([...APPLIED, { ...FIRST!, stamp: "20250101000000" }]),
    );
    const cwd = await toolWorkspace(toolFiles("dbmate", HISTORY));
    const error = await refused(cwd, url, { from: "dbmate" });
    expect(error).toMatchObject({ code: "ADOPT_UNKNOWN", exitCode: 6 });
    expect(error.message).toContain("20250101000000");
    // The hint says what to do, and that works.
    const hint = error.details.findings!.find(({ code }) => code === "ADOPT_UNKNOWN")!.hint!;
    expect(hint).toContain("-- strata: adopted dbmate 20250101000000");
    const [header] = /-- strata: adopted dbmate \d+\S*/u.exec(hint)!;
    const folder = "modules/billing/migrations/20261101000000_lost";
    addToTree(cwd, { [`${folder}/up.sql`]: `${header}\n\nSELECT 1;\n`, [`${folder}/down.sql`]: "SELECT 1;\n" });
    expect((await adopt(cwd, url, { from: "dbmate" })).recorded.length).toBe(3);
  });

  test("where a replay fails: the folders that were written are named, with what is known of them", async () => {
    const url = await databaseWith(...LIVING, toolLayouts.dbmate.table(APPLIED));
    const bad = { ...SECOND!, up: "ALTER TABLE nowhere.invoice ADD total numeric;\n" };
    const cwd = await toolWorkspace(toolFiles("dbmate", [FIRST!, bad]), ["billing.*"]);
    const told: string[] = [];
    const error = await refused(cwd, url, {
      from: "dbmate",
      onProgress: (event) => void (event.type === "finding" && told.push(event.finding.code)),
    });
    expect(error.message).toContain(
      "2 folders, 20240105093000_create_invoice to 20240212101500_add_total, were written to",
    );
    expect(error.hint).toContain("`strata adopt` again");
    expect(error.details).toMatchObject({ scratch: true });
    expect(told).toContain("ADOPT_SCHEMA");
  });

  test("where the tool's table is not there, is another tool's, or there are two", async () => {
    const cwd = await toolWorkspace(toolFiles("dbmate", HISTORY));
    const none = await databaseWith(...LIVING);
    expect(await refused(cwd, none, { from: "dbmate" })).toMatchObject({ code: "ADOPT_TABLE", exitCode: 3 });
    const other = await databaseWith(...LIVING, toolLayouts.dbmate.table(APPLIED));
    expect(await refused(cwd, other, { from: "golang-migrate" })).toMatchObject({ code: "ADOPT_TABLE" });
    await databaseWith();
    const two = await databaseWith(
      ...LIVING,
      toolLayouts.dbmate.table(APPLIED),
      "CREATE SCHEMA other; CREATE TABLE other.schema_migrations (version text)",
    );
    const error = await refused(cwd, two, { from: "dbmate" });
    expect(error.message).toContain("other.schema_migrations, public.schema_migrations");
    const named = await adopt(cwd, two, { from: "dbmate", directory: "old", table: "public.schema_migrations" });
    expect(named.recorded.length).toBe(2);
  });

  test("where nobody has confirmed production", async () => {
    const url = await databaseWith(...LIVING, toolLayouts.dbmate.table(APPLIED));
    const cwd = await toolWorkspace(toolFiles("dbmate", HISTORY));
    const error = await refused(cwd, url, { from: "dbmate", allowProduction: false });
    expect(error).toMatchObject({ code: "PRODUCTION_NOT_CONFIRMED", exitCode: 7 });
    // The folders are there, and the next run goes on with them.
    const { recorded, written } = await adopt(cwd, url, {
      from: "dbmate",
      allowProduction: false,
      confirm: async () => true,
    });
    expect([recorded.length, written.length]).toEqual([2, 0]);
  });

  test("where the module has nothing that was adopted", async () => {
    const url = await databaseWith(...LIVING, toolLayouts.dbmate.table(APPLIED));
    const error = await failure(adopt(await toolWorkspace({}), url, { from: "dbmate" }));
    expect(error).toMatchObject({ code: "ADOPT_NOT_ADOPTED", exitCode: 3 });
  });
});
