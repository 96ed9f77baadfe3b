import { existsSync } from "node:fs";
import { join } from "node:path";
import { StrataError } from "../errors/strata-error.js";
import { readText } from "./read-text.js";
import { writeFile } from "./write-file.js";

/** The value that a strata.config.ts with this hash had at an earlier run, undefined when none is kept. */
export function readCachedConfig(root: string, hash: string): unknown {
  const file = cacheFile(root);
  const text = existsSync(file) ? readText(file) : undefined;
  if (typeof text !== "string") return undefined;
  try {
    const cached = JSON.parse(text) as { hash?: unknown; value?: unknown } | null;
    return cached?.hash === hash ? cached.value : undefined;
  } catch {
    // A damaged cache is no cache.
    return undefined;
  }
}

/** Keeps a value for the next run, readable by its owner only; where the folder cannot be written nothing is kept. */
export function cacheConfig(root: string, hash: string, value: unknown): void {
  try {
    writeFile(cacheFile(root), JSON.stringify({ hash, value }), { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
  }
}

function cacheFile(root: string): string {
  return join(root, ".strata", "config.json");
}
