import { describe, expect, test } from "vitest";
import { adoptDatabase } from "../../src/usecases/adopt/adopt-database.js";
import { status } from "../../src/usecases/look/status.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { emptyDownsOf, type History, haveCorpora, migrationsOf, modulesOf, NEEDS_CORPORA } from "../corpora/corpora.js";
import { failure } from "../run/failure.js";
import { emptyDatabase, historyOf, workspaceOf } from "../run/workspace.js";
import { connect } from "../support/cluster.js";
import { dumpSchema } from "../support/pg-dump.js";
import { SYS_CORE_HISTORY } from "../support/sys-core.js";
import { toolFiles, toolLayouts, type ToolMigration, toolWorkspace } from "./tool-database.js";

const without = { without: ["sys_core"] };

function toolMigrations(history: History): ToolMigration[] {
  return Object.entries(migrationsOf(history)).map(([folder, files]) => ({
    stamp: folder.slice(0, 14),
    name: folder.slice(15),
    up: files["up.sql"] ?? "",
    down: files["down.sql"] ?? "",
  }));
}

/** What a history has made, with the table of the tool that would have run it, and nothing of strata. */
async function living(history: History, table: string): Promise<string> {
  const url = await emptyDatabase();
  const connection = await connect(url);
  try {
    await migrate({ cwd: workspaceOf(modulesOf([history])), url, env: {}, allowProduction: true });
    await connection.run(`DROP SCHEMA sys_core CASCADE; ${table}`);
  } finally {
    await connection.close();
  }
  return url;
}

describe.skipIf(!haveCorpora)("the corpora in databases that other tools have migrated", () => {
  test.each<[History, keyof typeof toolLayouts]>([
    ["authelia", "golang-migrate"],
    ["cardvault", "diesel"],
    ["docsrs", "sqlx"],
    ["keto", "dbmate"],
  ])(`%s by %s: recorded version by version, and gone on with${NEEDS_CORPORA}`, async (history, tool) => {
    const all = toolMigrations(history);
    const url = await living(history, toolLayouts[tool].table(all));
    const before = await dumpSchema(url);
    const cwd = await toolWorkspace(toolFiles(tool, all));
    const options = { cwd, url, env: {}, allowProduction: true };

    const { recorded, pending } = await adoptDatabase({ ...options, module: "billing", from: tool, directory: "old" });
    expect([recorded.length, pending.length]).toEqual([all.length, 0]);
    expect(await historyOf(url)).toEqual([
      ...SYS_CORE_HISTORY,
      ...recorded.map(({ module, version }) => `${module}@${version}`),
    ]);
    expect(await dumpSchema(url, without)).toBe(before);
    expect((await status(options)).modules.map(({ pending: left }) => left)).toEqual([0, 0]);
    expect((await migrate(options)).steps).toEqual([]);

    // Back by one, and up again.
    if (emptyDownsOf(history).includes(all.at(-1)!.stamp)) return;
    await rollBack({ ...options, module: "billing", steps: 1 });
    expect((await historyOf(url)).length).toBe(SYS_CORE_HISTORY.length + all.length - 1);
    expect((await migrate(options)).steps.length).toBe(1);
    expect(await dumpSchema(url, without)).toBe(before);
  });

  test(`a difference is told, and nothing is recorded${NEEDS_CORPORA}`, async () => {
    const all = toolMigrations("keto");
    const change = "CREATE INDEX by_hand ON networks (created_at)";
    const url = await living("keto", `${toolLayouts.dbmate.table(all)} ${change}`);
    const cwd = await toolWorkspace(toolFiles("dbmate", all));
    const error = await failure(
      adoptDatabase({ cwd, url, env: {}, allowProduction: true, module: "billing", from: "dbmate", directory: "old" }),
    );
    expect(error.code).toBe("ADOPT_DIFFERS");
    expect(error.details.findings!.map(({ message }) => message).join("\n")).toContain("by_hand");
  });
});
