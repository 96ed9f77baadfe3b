import { describe, expect, it } from "vitest";
import type { AdoptTool } from "../tool.js";
import type { TableRow } from "./tool-table.js";
import { toolTables } from "./tool-tables.js";

/** What the table of a tool says beside these migrations. */
function read(tool: AdoptTool, originals: readonly string[], rows: readonly TableRow[]): unknown {
  const table = toolTables[tool]!;
  const keys = originals.map((original) => table.keyOf(original)!);
  const { applied, findings } = table.read(rows, keys);
  return [applied, findings.map(({ code }) => code)];
}

describe("what the tools' tables say", () => {
  it.each<[string, AdoptTool, string[], TableRow[], [string[], string[]]]>([
    [
      "dbmate: the digits of the name",
      "dbmate",
      ["20240105093000_a.sql"],
      [{ version: "20240105093000" }],
      [["20240105093000"], []],
    ],
    [
      "diesel: without dashes",
      "diesel",
      ["2023-10-21-104200_a"],
      [{ version: "20231021104200", run_on: "" }],
      [["20231021104200"], []],
    ],
    [
      "golang-migrate: all up to the version",
      "golang-migrate",
      ["1_a.up.sql", "002_b.up.sql", "3_c.up.sql"],
      [{ version: "2", dirty: "false" }],
      [["1", "2"], []],
    ],
    ["golang-migrate: none", "golang-migrate", ["1_a.up.sql"], [], [[], []]],
    [
      "golang-migrate: dirty",
      "golang-migrate",
      ["1_a.up.sql"],
      [{ version: "1", dirty: "true" }],
      [[], ["ADOPT_FAILED_THERE"]],
    ],
    [
      "golang-migrate: several rows",
      "golang-migrate",
      ["1_a.up.sql"],
      [
        { version: "1", dirty: "false" },
        { version: "2", dirty: "false" },
      ],
      [[], ["ADOPT_FAILED_THERE"]],
    ],
    [
      "Prisma: ended, and ended after an attempt that was rolled back",
      "prisma",
      ["20240105093000_a", "20240106093000_b", "20240107093000_c"],
      [
        { migration_name: "20240105093000_a", finished_at: "t", rolled_back_at: null },
        { migration_name: "20240106093000_b", finished_at: null, rolled_back_at: "t" },
        { migration_name: "20240106093000_b", finished_at: "t", rolled_back_at: null },
        { migration_name: "20240107093000_c", finished_at: "t", rolled_back_at: "t" },
      ],
      [["20240105093000_a", "20240106093000_b"], []],
    ],
    [
      "Prisma: failed",
      "prisma",
      ["20240105093000_a"],
      [{ migration_name: "20240105093000_a", finished_at: null, rolled_back_at: null }],
      [[], ["ADOPT_FAILED_THERE"]],
    ],
    [
      "drizzle: by the journal's time",
      "drizzle",
      ["0000_a.sql 1718692200123"],
      [{ hash: "x", created_at: "1718692200123" }],
      [["1718692200123"], []],
    ],
    ["sqlx", "sqlx", ["1_a.sql", "2_b.up.sql"], [{ version: "1", success: "true", checksum: "" }], [["1"], []]],
    [
      "sqlx: failed",
      "sqlx",
      ["1_a.sql"],
      [{ version: "1", success: "false", checksum: "" }],
      [[], ["ADOPT_FAILED_THERE"]],
    ],
    [
      "node-pg-migrate",
      "node-pg-migrate",
      ["1718692200123_a.sql"],
      [{ name: "1718692200123_a", run_on: "" }],
      [["1718692200123_a"], []],
    ],
  ])("%s", (_, tool, originals, rows, result) => {
    expect(read(tool, originals, rows)).toEqual(result);
    const table = toolTables[tool]!;
    for (const original of originals) expect(table.keyOf(original)).toBeDefined();
  });

  const flyway = (rank: number, type: string, version: string | null, more: TableRow = {}): TableRow => ({
    installed_rank: String(rank),
    type,
    version,
    description: "d",
    script: `S${rank}`,
    success: "true",
    ...more,
  });
  it.each<[string, TableRow[], [string[], string[]]]>([
    ["versions are numbers in parts", [flyway(1, "SQL", "1.0"), flyway(2, "JDBC", "1.2.1")], [["1", "1.2.1"], []]],
    [
      "in the order of the ranks",
      [flyway(3, "SQL", "2"), flyway(1, "SQL", "2"), flyway(2, "UNDO_SQL", "2")],
      [["2"], []],
    ],
    [
      "taken back, or deleted",
      [flyway(1, "SQL", "1"), flyway(2, "UNDO_SQL", "1.0"), flyway(3, "SQL", "2"), flyway(4, "DELETE", "2")],
      [[], []],
    ],
    ["a baseline stands for all before it", [flyway(1, "BASELINE", "1.2")], [["1", "1.2"], []]],
    ["the schema's own row", [flyway(0, "SCHEMA", null)], [[], []]],
    [
      "repeatable ones, each once",
      [flyway(1, "SQL", null, { script: "R__v.sql" }), flyway(2, "SQL", null, { script: "R__v.sql" })],
      [[], ["ADOPT_LEFT_OUT"]],
    ],
    ["failed", [flyway(1, "SQL", "1", { success: "false" })], [[], ["ADOPT_FAILED_THERE"]]],
  ])("Flyway: %s", (_, rows, result) => {
    expect(read("flyway", ["V1__a.sql", "V1.2__b.sql", "V1_10__c.sql", "V2__d.sql"], rows)).toEqual(result);
  });
});
