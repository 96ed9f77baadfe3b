import type { AppliedMigration } from "../migration/migration.js";

/** A history row with what it knows of its own way back. */
export interface RowWithWayBack extends AppliedMigration {
  /** Why there is no way back, as the folder said when it ran. */
  readonly irreversible: string | null;
  /** Whether the way back needs `transform.down`, which only the package holds. */
  readonly transformDown: boolean;
  readonly packageName: string;
  readonly packageVersion: string | null;
}
