import type { Finding } from "../errors/finding.js";
import type { EnvironmentClass } from "../types/environment.js";
import type { MigrationId, ModuleName, Version } from "../types/ids.js";

/** Where a plan is meant to run: enough for a person to recognise it, nothing secret. */
export interface PlanTarget {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}

/** One migration to run. */
export interface PlannedStep extends MigrationId {
  readonly module: ModuleName;
  readonly version: Version;
  readonly name: string;
  readonly direction: "up" | "down";
  /** Where the SQL of the way back comes from; an up always comes from disk. */
  readonly source: "disk" | "stored";
  /** Why it is part of the plan: nothing for what was asked, else the migrations that pulled it in. */
  readonly because: readonly string[];
  /** Raw checksums of the files that will run (disk) or that the history row holds (stored). */
  readonly checksums: { readonly up: string; readonly down: string };
  /** Hard edges in force: what the history row will store. */
  readonly requires: readonly string[];
  /** `restamp` writes the new stamp into the history in place of an old one; nothing is executed. */
  readonly action: "run" | "restamp";
  /** With `restamp`: the stamp the database ran. */
  readonly was?: Version;
}

/**
 * The ordered, serialisable value that will be executed: computed purely, printed, stored, compared, then run.
 * Executing a plan whose `hash` is no longer that of the workspace and the database is refused.
 */
export interface Plan {
  readonly format: 1;
  readonly direction: "up" | "down";
  readonly target: PlanTarget;
  readonly environment: EnvironmentClass;
  readonly steps: readonly PlannedStep[];
  /** SHA-256 over the applied set before: what the plan was computed against. */
  readonly appliedBefore: string;
  /** SHA-256 over direction, steps and `appliedBefore`: the plan's content, whatever the target. */
  readonly hash: string;
  /** What a person should look at; never an error, for an error makes no plan. */
  readonly findings: readonly Finding[];
}
