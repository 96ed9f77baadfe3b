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
  /** The stamp in the history row, where it is an old one: with `restamp`, or a way back before the new one is recorded. */
  readonly was?: Version;
  /**
   * The name of the module in the history row, where it is an old one. The row keeps it, restamped or not, so that an
   * older release still finds what it has run.
   */
  readonly recordedAs?: ModuleName;
}

/** What a way up was asked for; nothing means everything. */
export interface UpRequest {
  /** Only these modules, and what they require. */
  readonly modules?: readonly ModuleName[];
  /** Nothing newer than this version, but for what is required. */
  readonly to?: Version;
}

/** What a way back was asked for: exactly one of `steps`, `to` and `all`. */
export interface DownRequest {
  readonly module?: ModuleName;
  /** The N newest by order of application. */
  readonly steps?: number;
  /** Keeps this version and takes back everything newer of its module. */
  readonly to?: Version;
  /** Everything but sys-core. */
  readonly all?: boolean;
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
  /** What was asked for: asking again must give the same plan, or the plan is stale. */
  readonly request: UpRequest & DownRequest;
  readonly steps: readonly PlannedStep[];
  /** Where the steps are not run but installed: those of sys-core run, the objects and rows of the others come from LATEST. */
  readonly install?: {
    /** Over every LATEST. */
    readonly hash: string;
    readonly modules: readonly ModuleName[];
  };
  /** SHA-256 over the applied set before, identities and checksums: what the plan was computed against. */
  readonly appliedBefore: string;
  /** SHA-256 over direction, steps, `appliedBefore` and `install`: the plan's content, whatever the target. */
  readonly hash: string;
  /** What a person should look at; never an error, for an error makes no plan. */
  readonly findings: readonly Finding[];
}
