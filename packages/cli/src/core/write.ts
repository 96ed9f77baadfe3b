/** What writes files of the workspace, apart from the rest of core. */
export { addModule, adoptSqlFolder, initWorkspace, newMigration, restampMigration } from "@strata/core";
