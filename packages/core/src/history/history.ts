import type { RowWithWayBack } from "../plan/row-with-way-back.js";
import type { EnvironmentClass } from "../types/environment.js";

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
  readonly stamp: EnvironmentStamp | undefined;
  /** The class that counts: the stamp's when it is valid here, else production. */
  readonly environment: EnvironmentClass;
  readonly systemIdentifier: string | null;
  readonly databaseName: string;
  /** A standby, or a session that cannot write. */
  readonly readOnly: boolean;
}
