import { readDbmate } from "./dbmate.js";
import { readDiesel } from "./diesel.js";
import { readDrizzle } from "./drizzle.js";
import { readFlyway } from "./flyway.js";
import { readGolangMigrate } from "./golang-migrate.js";
import { readNodePgMigrate } from "./node-pg-migrate.js";
import { readPlain } from "./plain.js";
import { readPrisma } from "./prisma.js";
import type { HistoryReader } from "./source-history.js";
import { readSqlx } from "./sqlx.js";
import type { AdoptTool } from "./tool.js";

/** The reader of each tool. */
export const historyReaders: Readonly<Record<AdoptTool, HistoryReader>> = {
  dbmate: readDbmate,
  "golang-migrate": readGolangMigrate,
  diesel: readDiesel,
  prisma: readPrisma,
  drizzle: readDrizzle,
  flyway: readFlyway,
  sqlx: readSqlx,
  "node-pg-migrate": readNodePgMigrate,
  plain: readPlain,
};
