import type { InverseDelta } from "../dataset/inverse-delta.js";
import { InternalError } from "../errors/internal-error.js";
import type { Finding } from "../errors/finding.js";
import type { Session } from "../types/session.js";

/** What became of an inverse delta. Numbers count rows. */
export interface UndoneDelta {
  /** Rows that the delta had added and that are gone now. */
  readonly removed: number;
  /** Rows that the delta had changed or removed and that are as before now. */
  readonly restored: number;
  /** One finding for each row that was left as it is. */
  readonly kept: readonly Finding[];
}

/**
 * Takes a loaded delta back within the caller's transaction: removes what it added and restores what it changed or
 * removed, where nobody has edited it since; keeps and reports the rest. A table that is gone has nothing to undo.
 */
export async function undoDelta(session: Session, inverse: InverseDelta): Promise<UndoneDelta> {
  throw new InternalError(`undoing is not there yet: ${typeof session} ${inverse.kind}`);
}

/**
 * Forgets the labels of tables that are gone. Called after the SQL of a step and before its commit, for an oid that is
 * free can be given to another table.
 */
export async function forgetDroppedTables(session: Session): Promise<void> {
  await session.run(
    "DELETE FROM sys_core.dataset_row d WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = d.relation)",
  );
}
