import { failedThere, numberOf, type ToolTable } from "./tool-table.js";

/**
 * https://github.com/golang-migrate/migrate, database/postgres/postgres.go: one row with the version that the database
 * stands at, so everything up to it is applied; no row before the first. `dirty` while a migration is under way, and
 * after one that failed.
 */
export const golangMigrateTable: ToolTable = {
  name: "schema_migrations",
  columns: ["version", "dirty"],
  keyOf: (original) => numberOf(/^(?<version>\d+)_/u.exec(original)?.groups?.["version"]),
  read: (rows, known) => {
    const [row, ...others] = rows;
    if (row === undefined) return { applied: [], findings: [] };
    const version = numberOf(row["version"]) ?? "";
    if (others.length > 0)
      return {
        applied: [],
        findings: [
          failedThere(
            "the table holds several rows, and golang-migrate keeps one",
            "Remove those that are not the newest version.",
          ),
        ],
      };
    if (row["dirty"] === "true")
      return {
        applied: [],
        findings: [
          failedThere(
            `version ${version} is dirty: golang-migrate began it and did not see it end`,
            "Put right by hand what it left, then say where the database stands with `migrate force VERSION`.",
          ),
        ],
      };
    const before = known.filter((key) => BigInt(key) < BigInt(version));
    return { applied: [...before, version], findings: [] };
  },
};
