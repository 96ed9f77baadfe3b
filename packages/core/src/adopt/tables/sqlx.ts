import { failedThere, numberOf, type ToolTable } from "./tool-table.js";

/** https://github.com/launchbadge/sqlx, sqlx-postgres/src/migrate.rs: a row for each version, `success` false where it failed. */
export const sqlxTable: ToolTable = {
  name: "_sqlx_migrations",
  columns: ["version", "success", "checksum"],
  keyOf: (original) => numberOf(/^(?<version>\d+)_/u.exec(original)?.groups?.["version"]),
  read: (rows) => ({
    applied: rows.filter((row) => row["success"] === "true").map((row) => row["version"] ?? ""),
    findings: rows
      .filter((row) => row["success"] !== "true")
      .map((row) =>
        failedThere(
          `version ${row["version"]} failed`,
          "Put right by hand what it left, then correct or delete its row of the table.",
        ),
      ),
  }),
};
