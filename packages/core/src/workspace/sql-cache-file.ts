import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { StrataError } from "../errors/strata-error.js";
import { MAX_CACHE_BYTES } from "../sql/sql-cache.js";
import { writeFile } from "./write-file.js";

/** What an earlier run has kept of the SQL that it read; undefined when there is nothing that can be read. */
export function readSqlCache(cacheDirectory: string): string | undefined {
  const path = fileIn(cacheDirectory);
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size <= MAX_CACHE_BYTES ? readFileSync(path, "utf8") : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps it for the next run; where the folder cannot be written nothing is kept. A torn file is found by its hash. */
export function writeSqlCache(cacheDirectory: string, content: string): void {
  try {
    writeFile(fileIn(cacheDirectory), content, { mode: 0o600, isDurable: false });
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
  }
}

function fileIn(cacheDirectory: string): string {
  return join(cacheDirectory, "checked-sql");
}
