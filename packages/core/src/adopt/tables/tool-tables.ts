import type { AdoptTool } from "../tool.js";
import { dbmateTable } from "./dbmate.js";
import { dieselTable } from "./diesel.js";
import { drizzleTable } from "./drizzle.js";
import { flywayTable } from "./flyway.js";
import { golangMigrateTable } from "./golang-migrate.js";
import { nodePgMigrateTable } from "./node-pg-migrate.js";
import { prismaTable } from "./prisma.js";
import { sqlxTable } from "./sqlx.js";
import type { ToolTable } from "./tool-table.js";

/** The table of each tool; undefined for what keeps none. */
export const toolTables: Readonly<Record<AdoptTool, ToolTable | undefined>> = {
  dbmate: dbmateTable,
  "golang-migrate": golangMigrateTable,
  diesel: dieselTable,
  prisma: prismaTable,
  drizzle: drizzleTable,
  flyway: flywayTable,
  sqlx: sqlxTable,
  "node-pg-migrate": nodePgMigrateTable,
  plain: undefined,
};
