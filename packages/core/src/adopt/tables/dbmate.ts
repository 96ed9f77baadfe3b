import { rowsOf, type ToolTable } from "./tool-table.js";

/** https://github.com/amacneil/dbmate, pkg/driver/postgres/postgres.go: a row for each version, as the file's name has it. */
export const dbmateTable: ToolTable = {
  name: "schema_migrations",
  columns: ["version"],
  keyOf: (original) => /^\d+/u.exec(original)?.[0],
  read: rowsOf("version"),
};
