import { rmdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { StrataError } from "../errors/strata-error.js";
import { describeFileError } from "./file-error.js";

/**
 * Removes generated files, and the folders that are empty then. A file that is gone already is no failure.
 *
 * @throws StrataError WRITE_FAILED.
 */
export function removeGenerated(paths: readonly string[]): void {
  for (const path of paths) {
    try {
      rmSync(path, { force: true });
    } catch (error) {
      throw new StrataError("WRITE_FAILED", `${path} cannot be removed: ${describeFileError(error)}`, {
        details: { place: { file: path } },
        cause: error,
      });
    }
  }
  for (const folder of new Set(paths.map((path) => dirname(path)))) {
    try {
      rmdirSync(folder);
    } catch {
      // Something else is in it.
    }
  }
}
