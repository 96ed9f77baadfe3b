import type { Finding } from "../errors/finding.js";
import type { TextFile } from "../migration/migration.js";
import { downAlone, twice } from "./history-problem.js";
import { type SourceMigration, wholeFile } from "./source-history.js";

/** A file that goes up or down, and what tells that two files belong together. */
export interface DirectedFile {
  readonly file: TextFile;
  readonly direction: "up" | "down";
  readonly key: string;
}

/** A way up with its way back, if there is one. */
export interface FilePair {
  readonly key: string;
  readonly up: TextFile;
  readonly down?: TextFile;
}

/** Puts files with one key together. Two of one direction, and a down without an up, are findings. */
export function pairFiles(files: readonly DirectedFile[], findings: Finding[]): FilePair[] {
  const pairs = new Map<string, { up?: TextFile; down?: TextFile }>();
  for (const { file, direction, key } of files) {
    const pair = pairs.get(key) ?? {};
    pairs.set(key, pair);
    const first = pair[direction];
    if (first === undefined) pair[direction] = file;
    else findings.push(twice(first, file, `the ${direction} of version ${key}`));
  }
  return [...pairs].flatMap(([key, { up, down }]) => {
    if (up !== undefined) return [{ key, up, ...(down === undefined ? {} : { down }) }];
    if (down !== undefined) findings.push(downAlone(down, `the up of version ${key}`));
    return [];
  });
}

/** The migration that a pair is, both files whole and within a transaction; the tool reads version and name off its up. */
export function migrationOfPair(
  { up, down }: FilePair,
  { version, name }: { readonly version: string; readonly name: string },
): SourceMigration {
  return {
    original: up.name,
    version,
    name,
    up: wholeFile(up, false),
    ...(down === undefined ? {} : { down: wholeFile(down, false) }),
  };
}
