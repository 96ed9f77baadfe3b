import type { Finding } from "../errors/finding.js";
import type { AppliedMigration, Migration } from "../migration/migration.js";
import type { Module } from "../module/module.js";
import type { ModuleName } from "../types/ids.js";

/** What the history is compared with. Lists may come in any order. */
export interface HistoryInput {
  readonly modules: readonly Module[];
  readonly migrations: readonly Migration[];
  readonly applied: readonly AppliedMigration[];
  /** The modules that the target lists; without a list all of them. */
  readonly targetModules?: readonly ModuleName[] | undefined;
  /** What listRawDifferences gave and the comparison of meanings confirmed. */
  readonly edited?: readonly ContentDifference[];
}

/** A migration on disk that differs from its history row, in the files of its way up, of its way back, or of both. */
export interface ContentDifference {
  readonly migration: Migration;
  readonly row: AppliedMigration;
  readonly up: boolean;
  readonly down: boolean;
}

/** A migration on disk and the row that stands for it; the row may have an old stamp or an old name of the module. */
export interface AppliedPair {
  readonly migration: Migration;
  readonly row: AppliedMigration;
}

/** Every migration and every row, each in exactly one list, in (version, module) order. */
export interface CheckedHistory {
  /** Defined, of this target, not applied: what `up` runs. */
  readonly pending: readonly Migration[];
  /** Would be pending, but older than an applied one of its module: refused. */
  readonly late: readonly Migration[];
  /** Of a module that the target does not list, and so none of its business; a row it may have is `elsewhere`. */
  readonly outside: readonly Migration[];
  /** A second folder of one identity: refused. */
  readonly duplicates: readonly Migration[];
  readonly applied: readonly AppliedPair[];
  /** Applied, but the meaning of the way up on disk is another: refused. */
  readonly edited: readonly AppliedPair[];
  /** Applied under a stamp that a `was` header names: `up` records the new one and executes nothing. */
  readonly restamps: readonly AppliedPair[];
  /** Rows of a module that is unknown here, or that the target does not list. */
  readonly elsewhere: readonly AppliedMigration[];
  /** Rows newer than the newest known of their module. */
  readonly ahead: readonly AppliedMigration[];
  /** All other rows without a folder: refused. */
  readonly missing: readonly AppliedMigration[];
  readonly findings: readonly Finding[];
}
