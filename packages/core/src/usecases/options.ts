import type { Finding } from "../errors/finding.js";
import type { Plan } from "../plan/plan.js";
import type { ProgressSink } from "../plan/progress.js";
import type { Connect } from "../postgres/connect.js";
import type { EnvironmentClass } from "../types/environment.js";
import type { ModuleName, Version } from "../types/ids.js";

/** What every use-case takes: where the workspace is, which database is meant, how to stop and whom to tell. */
export interface CommonOptions {
  /** Folder in the workspace; its root is looked for upwards. Default: the process's working directory. */
  readonly cwd?: string;
  /** Connection string. Before `target` and `DATABASE_URL`. */
  readonly url?: string;
  /** Name of a target of the root configuration. */
  readonly target?: string;
  /** Environment variables to read; default: the process's. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Stops at the next safe point: the step under way is rolled back. */
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressSink;
  /** Opens connections; default: a socket to the server of the URL. For who has to stand in between. */
  readonly connect?: Connect;
}

/** What running a plan takes beside what it selects. */
export interface RunOptions extends CommonOptions {
  /** Milliseconds to wait for another run to end; default 60,000. */
  readonly lockWaitMs?: number;
  /**
   * Milliseconds after its first failure in which a step is begun again that other sessions were in the way of (lock
   * timeout, deadlock, serialization failure), and in which a lost connection is replaced; default 30,000, 0 is never.
   */
  readonly retryMs?: number;
  /** All steps in one transaction. */
  readonly singleTransaction?: boolean;
  /** A plan made earlier: refused with PLAN_STALE unless it is what would be run now. */
  readonly plan?: Plan;
  /** Allows changes of a production database. In code nothing is asked. */
  readonly allowProduction?: boolean;
  /** Asked before a production database changes, instead of `allowProduction`. */
  readonly confirm?: (plan: Plan) => Promise<boolean>;
}

/** What a run did. */
export interface RunResult {
  readonly plan: Plan;
  readonly environment: EnvironmentClass;
  readonly steps: readonly StepReport[];
  /** Where the database was installed from LATEST: those of the steps that are not of sys-core did not run by themselves. */
  readonly installed?: { readonly rows: number; readonly durationMs: number };
  readonly findings: readonly Finding[];
  /** How to reach the database; without a password. */
  readonly connection: string;
  /** Whether it stands on strata's own server, whose password `databaseUrl` gives. */
  readonly embedded: boolean;
}

/** What one step did. */
export interface StepReport {
  readonly module: ModuleName;
  readonly version: Version;
  readonly name: string;
  readonly direction: "up" | "down";
  readonly durationMs: number;
  /** Rows that datasets added, changed and removed. */
  readonly rows: { readonly added: number; readonly changed: number; readonly removed: number };
}
