import type { Dataset, DatasetKind } from "../dataset/dataset.js";
import type { InverseDelta } from "../dataset/inverse-delta.js";
import { InternalError } from "../errors/internal-error.js";
import type { Finding } from "../errors/finding.js";
import type { ModuleName, Version } from "../types/ids.js";
import type { Session } from "../types/session.js";

/** What is loaded, and for whom. */
export interface LoadDeltaOptions {
  readonly module: ModuleName;
  readonly version: Version;
  readonly kind: DatasetKind;
  readonly delta: Dataset;
  /** Whether the module owns the table at this version; without it every table is taken. */
  readonly ownsRelation?: (schema: string, name: string) => boolean;
}

/** What became of a delta. Numbers count rows. */
export interface LoadedDelta {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** One finding for each row that was left as it is: edited, deleted or referenced by somebody else's doing. */
  readonly kept: readonly Finding[];
  /** How to take it back; plain JSON for the history row. */
  readonly inverse: InverseDelta;
}

/**
 * Loads a delta within the caller's transaction, whole or (with a {@link StrataError}) not at all: the caller rolls back.
 *
 * Throws DATASET_INVALID with every problem of the delta, DATASET_FOREIGN_TABLE for a table that the module does not
 * own, DATASET_ROW_FAILED when the server refuses a row, naming its label and, where it can be known, its column.
 * `sys_core.dataset_row` must exist. Constraints that were INITIALLY DEFERRED or set so may be left DEFERRED.
 */
export async function loadDelta(session: Session, options: LoadDeltaOptions): Promise<LoadedDelta> {
  throw new InternalError(`loading is not there yet: ${typeof session} ${options.module}`);
}
