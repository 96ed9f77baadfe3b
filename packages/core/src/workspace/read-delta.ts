import type { Dataset } from "../dataset/dataset.js";
import { InternalError } from "../errors/internal-error.js";
import type { DataSource } from "../migration/migration.js";

/**
 * Reads a migration's bootstrap or fixtures from disk, in whichever of the three forms.
 * Throws DATASET_INVALID with every problem of every file, each with its place. `cacheDirectory` is the workspace's
 * `.strata/cache`, for the `.ts` form.
 */
export async function readDelta(source: DataSource, cacheDirectory: string): Promise<Dataset> {
  throw new InternalError(`reading is not there yet: ${source.form} ${cacheDirectory}`);
}
