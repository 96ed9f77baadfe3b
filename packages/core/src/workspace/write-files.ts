import { rmSync } from "node:fs";
import { writeFile } from "./write-file.js";

/** A file with its new content, and what it held before; undefined when it is new. */
export interface FileChange {
  /** Absolute path. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
}

/**
 * Writes several files, all of them or none: when one cannot be written, those before it hold again what they held.
 *
 * @throws StrataError WRITE_FAILED.
 */
export function writeFiles(changes: readonly FileChange[]): void {
  const done: FileChange[] = [];
  try {
    for (const change of changes) {
      writeFile(change.path, change.after);
      done.push(change);
    }
  } catch (error) {
    for (const { path, before } of done.toReversed()) {
      if (before === undefined) rmSync(path, { force: true });
      else writeFile(path, before);
    }
    throw error;
  }
}
