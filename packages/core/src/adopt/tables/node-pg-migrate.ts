import { rowsOf, type ToolTable } from "./tool-table.js";

/** https://github.com/salsita/node-pg-migrate, src/migration.ts: a row for each file, named as it is without its ending. */
export const nodePgMigrateTable: ToolTable = {
  name: "pgmigrations",
  columns: ["name", "run_on"],
  keyOf: (original) => original.replace(/\.sql$/u, ""),
  read: rowsOf("name"),
};
