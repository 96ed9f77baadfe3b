import type { OpenIntent } from "../plan/open-intent.js";
import type { RowWithWayBack } from "../plan/row-with-way-back.js";
import type { ClusterIdentity } from "../types/cluster-identity.js";
import type { EnvironmentClass } from "../types/environment.js";
import type { ReadOnly } from "./read-only.js";

/** Format of the sys_core tables that this code writes. A database with a higher one is only read. */
export const SYS_CORE_FORMAT = 1;

/** The stamp as it is stored, valid or not. */
export interface EnvironmentStamp {
  readonly class: EnvironmentClass;
  readonly systemIdentifier: string;
  readonly databaseName: string;
}

/** What one query tells of a database: its history, its class and what it is. */
export interface History {
  /** Whether sys_core exists. */
  readonly installed: boolean;
  /** Format of its tables; 0 when not installed. */
  readonly format: number;
  /** In order of application. */
  readonly applied: readonly RowWithWayBack[];
  /** Migrations without a transaction that have begun and not ended. */
  readonly intents: readonly OpenIntent[];
  /** How far an installation from LATEST has come that has not ended: transactions, of how many. */
  readonly installing: { readonly done: number; readonly total: number } | null;
  readonly stamp: EnvironmentStamp | undefined;
  /** The class that counts: the stamp's when it is valid here, else production. */
  readonly environment: EnvironmentClass;
  readonly databaseName: string;
  readonly cluster: ClusterIdentity;
  /** Where the history was last written, as far as it says. */
  readonly recordedCluster: ClusterIdentity | undefined;
  /** Why nothing can be written; null where something can. */
  readonly readOnly: ReadOnly | null;
}
