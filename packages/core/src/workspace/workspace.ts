import type { Finding } from "../errors/finding.js";
import type { Migration } from "../migration/migration.js";
import type { Module } from "../module/module.js";

/** Everything that discovery found; nothing of it was executed. */
export interface Workspace {
  /** Real absolute path of the workspace's root. */
  readonly root: string;
  /** Sorted by name; sys-core is always among them. */
  readonly modules: readonly Module[];
  /** Every migration of every module, in (version, module) order. */
  readonly migrations: readonly Migration[];
  /** Problems and things to look at, all at once; whoever runs something throws those that are errors. */
  readonly findings: readonly Finding[];
}
