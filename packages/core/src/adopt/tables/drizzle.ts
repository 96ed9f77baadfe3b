import { rowsOf, type ToolTable } from "./tool-table.js";

/**
 * https://github.com/drizzle-team/drizzle-orm, drizzle-orm/src/pg-core/dialect.ts: a row for each migration, with the time
 * that the journal gives it. A migration that was merged late has none: the migrator passes over what is older than the
 * newest row.
 */
export const drizzleTable: ToolTable = {
  name: "__drizzle_migrations",
  columns: ["hash", "created_at"],
  keyOf: (original) => / (?<when>\d+)$/u.exec(original)?.groups?.["when"],
  read: rowsOf("created_at"),
};
