import type { AdoptTool } from "../../adopt/tool.js";
import type { Finding } from "../../errors/finding.js";
import type { EnvironmentClass } from "../../types/environment.js";
import type { MigrationId, ModuleName } from "../../types/ids.js";
import type { RunOptions } from "../options.js";

/** Which database becomes whose, and who says what ran there. */
export interface AdoptDatabaseOptions extends Pick<
  RunOptions,
  "cwd" | "url" | "target" | "env" | "signal" | "onProgress" | "connect" | "lockWaitMs" | "allowProduction" | "confirm"
> {
  readonly module: ModuleName;
  /** The tool that ran the module's adopted migrations here. Without it, the module's objects become a baseline. */
  readonly from?: AdoptTool;
  /** Folder of the tool's files, relative to `cwd`: read when the module has no migrations yet. */
  readonly directory?: string;
  /** The tool's table where it is not the usual one: `schema.name`, or a name alone. */
  readonly table?: string;
}

/** What was recorded in a database's history without being run there. */
export interface AdoptedDatabase {
  readonly module: ModuleName;
  /** `database` for a baseline. */
  readonly from: AdoptTool | "database";
  /** How to reach the database; without a password. */
  readonly connection: string;
  readonly environment: EnvironmentClass;
  /** Absolute paths of the folders of migrations that were written, in their order. */
  readonly written: readonly string[];
  /** Recorded now, in their order; none when all were recorded before. */
  readonly recorded: readonly MigrationId[];
  /** Adopted migrations that had a row in the history before. */
  readonly before: readonly MigrationId[];
  /** Adopted migrations that the other tool has not applied. */
  readonly pending: readonly MigrationId[];
  readonly findings: readonly Finding[];
}
