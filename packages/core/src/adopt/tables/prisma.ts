import { failedThere, type ToolTable } from "./tool-table.js";

/**
 * https://github.com/prisma/prisma-engines, schema-engine/connectors/sql-schema-connector/src/sql_migration_persistence.rs:
 * a row for each attempt at a folder. One that neither ended nor was marked as rolled back has failed, and Prisma applies
 * nothing while it is there.
 */
export const prismaTable: ToolTable = {
  name: "_prisma_migrations",
  columns: ["migration_name", "finished_at", "rolled_back_at"],
  keyOf: (original) => original,
  read: (rows) => {
    const inForce = rows.filter((row) => row["rolled_back_at"] === null);
    const failed = inForce.filter((row) => row["finished_at"] === null);
    const applied = inForce.filter((row) => row["finished_at"] !== null).map((row) => row["migration_name"] ?? "");
    return {
      applied: [...new Set(applied)],
      findings: failed.map((row) =>
        failedThere(
          `${row["migration_name"]} failed: Prisma began it and did not see it end`,
          "Put right by hand what it left, then `prisma migrate resolve` with --applied or --rolled-back.",
        ),
      ),
    };
  },
};
