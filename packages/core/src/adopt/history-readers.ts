import { readDbmate } from "./dbmate.js";
import { readDiesel } from "./diesel.js";
import { readGolangMigrate } from "./golang-migrate.js";
import { readPlain } from "./plain.js";
import type { HistoryReader } from "./source-history.js";
import type { AdoptTool } from "./tool.js";

/** The reader of each tool. */
export const historyReaders: Readonly<Record<AdoptTool, HistoryReader>> = {
  dbmate: readDbmate,
  "golang-migrate": readGolangMigrate,
  diesel: readDiesel,
  plain: readPlain,
};
