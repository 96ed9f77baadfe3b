import type { DumpSections } from "../../dump/dump-text.js";
import type { InverseDelta } from "../../dataset/inverse-delta.js";
import type { AppliedMigration, DataSource, TextFile } from "../../migration/migration.js";
import type { Module } from "../../module/module.js";
import type { Version } from "../../types/ids.js";

/** What a replay records of a migration, as LATEST keeps it. */
export interface ReplayedMigration {
  readonly checksums: AppliedMigration["checksums"];
  readonly bootstrap: InverseDelta | null;
  readonly fixtures: InverseDelta | null;
}

/** LATEST of one module, as it was found to match the disk. */
export interface InstallModule {
  readonly module: Module;
  readonly file: TextFile;
  readonly sections: DumpSections;
  readonly bootstrap: DataSource | undefined;
  readonly fixtures: DataSource | undefined;
  readonly replayed: ReadonlyMap<Version, ReplayedMigration>;
}

/** What a database is installed from. */
export interface InstallSource {
  /** A module stands behind those that it depends on. */
  readonly modules: readonly InstallModule[];
  /** Over every LATEST: an installation goes on only with what it has begun with. */
  readonly hash: string;
}
