import { rowsOf, type ToolTable } from "./tool-table.js";

/**
 * https://github.com/diesel-rs/diesel, diesel/src/migration/setup_migration_table.sql: a row for each version, which is
 * the folder's name up to the first `_`, without dashes.
 */
export const dieselTable: ToolTable = {
  name: "__diesel_schema_migrations",
  columns: ["version", "run_on"],
  keyOf: (original) => original.split("_", 1)[0]?.replaceAll("-", ""),
  read: rowsOf("version"),
};
