import type { DumpSections } from "../../dump/dump-text.js";
import type { LatestHistory, RecordedMigration } from "../../dump/latest-history.js";
import type { DataSource, TextFile } from "../../migration/migration.js";
import type { Module } from "../../module/module.js";
import type { Version } from "../../types/ids.js";

/** LATEST of one module, as it was found to match the disk. */
export interface InstallModule {
  readonly module: Module;
  readonly file: TextFile;
  readonly sections: DumpSections;
  readonly bootstrap: DataSource | undefined;
  readonly fixtures: DataSource | undefined;
  readonly replayed: ReadonlyMap<Version, RecordedMigration>;
  /** By table, the labels of rows to which a replay gives none. */
  readonly unlabelled: LatestHistory["unlabelled"];
  /** By table, the columns that datasets gave of those rows where a load does not show it. */
  readonly given: LatestHistory["given"];
}

/** What a database is installed from. */
export interface InstallSource {
  /** A module stands behind those that it depends on. */
  readonly modules: readonly InstallModule[];
  /** Over every LATEST: an installation goes on only with what it has begun with. */
  readonly hash: string;
}
