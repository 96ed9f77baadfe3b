import { InternalError } from "../errors/internal-error.js";
import type { Migration, TextFile } from "../migration/migration.js";
import type { Session } from "../types/session.js";

/** What a transform runs against. */
export interface RunTransformOptions {
  readonly migration: Migration;
  readonly direction: "up" | "down";
  /** The older shape's frozen schema.ts: `previousSchema(workspace.migrations, migration)`. */
  readonly before: TextFile | undefined;
  /** The workspace's `.strata/cache`. */
  readonly cacheDirectory: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total?: number) => void;
}

/**
 * Runs `up` or `down` of a migration's transform.ts over the step's own session, inside its transaction. Does nothing
 * when the file does not export that direction.
 *
 * Throws TRANSFORM_FAILED with the place in the user's source, TRANSFORM_REFUSED for a statement that would end the
 * transaction, TYPESCRIPT_FAILED when a file cannot be loaded, and the signal's reason when it is aborted.
 */
export async function runTransform(session: Session, options: RunTransformOptions): Promise<void> {
  throw new InternalError(`running is not there yet: ${typeof session} ${options.direction}`);
}
