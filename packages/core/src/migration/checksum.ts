import { sha256 } from "../lib/hash.js";
import { compareText } from "../types/ids.js";
import type { MigrationFiles, RawChecksums, TextFile } from "./migration.js";

/** A file and a hash of what counts of it: the bytes after normalising (raw), or the meaning of an SQL file. */
export interface FileHash {
  /** Name within the migration's folder, with `/` between folder and file. */
  readonly name: string;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/**
 * The hashes of both groups, file by file, in no promised order: those of texts as `hashOf` gives them, else raw. Each
 * group is for {@link combine}.
 */
export function fileHashes(
  files: MigrationFiles,
  hashOf: (file: TextFile) => string = rawHash,
): { up: FileHash[]; down: FileHash[] } {
  const { up, upContract, bootstrap, down, downContract, transform, schema } = files;
  const hashes = {
    up: hashTexts([up, upContract], hashOf),
    down: hashTexts([down, downContract, transform, schema], hashOf),
  };
  for (const { name, sha256: hash } of bootstrap?.files ?? [])
    if (hash !== undefined) hashes.up.push({ name, sha256: hash });
  return hashes;
}

/** The raw hash of a text. */
export function rawHash({ text }: TextFile): string {
  return sha256(text);
}

function hashTexts(group: readonly (TextFile | undefined)[], hashOf: (file: TextFile) => string): FileHash[] {
  const hashes: FileHash[] = [];
  for (const file of group) if (file !== undefined) hashes.push({ name: file.name, sha256: hashOf(file) });
  return hashes;
}

/** The checksum of a group: SHA-256 over `name NUL sha256 LF` of each file in code-unit order of the names. */
export function combine(group: readonly FileHash[]): string {
  const lines = group.toSorted((a, b) => compareText(a.name, b.name)).map(({ name, sha256 }) => `${name}\0${sha256}\n`);
  return sha256(lines.join(""));
}

/** The raw checksums of a migration, as docs/FORMATS.md defines them. */
export function rawChecksums(files: MigrationFiles): RawChecksums {
  const { up, down } = fileHashes(files);
  return { up: combine(up), down: combine(down) };
}

/** A text as it is hashed, parsed and sent: without a byte order mark at its start, CRLF as LF. A lone CR stays. */
export function normalizeText(text: string): string {
  const body = text.startsWith("\uFEFF") ? text.slice(1) : text;
  return body.includes("\r\n") ? body.replaceAll("\r\n", "\n") : body;
}
