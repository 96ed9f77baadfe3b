import { meaningHash } from "../sql/meaning.js";
import type { Parser } from "../sql/parser.js";
import { combine, type FileHash, fileHashes } from "./checksum.js";
import type { Migration } from "./migration.js";

/**
 * The checksums of a migration's two groups with SQL hashed by its meaning, other files as raw.
 * docs/FORMATS.md, "Checksums" and "Meaning checksum".
 *
 * @throws StrataError what scanning the SQL throws.
 */
export function meaningChecksums(parser: Parser, migration: Migration): { upMeaning: string; downMeaning: string } {
  const texts = new Map(
    [migration.up, migration.upContract, migration.down, migration.downContract].flatMap((file) =>
      file === undefined ? [] : [[file.name, file.text] as const],
    ),
  );
  const meaning = (group: readonly FileHash[]): string =>
    combine(
      group.map((file) => {
        const text = texts.get(file.name);
        return text === undefined ? file : { name: file.name, sha256: meaningHash(parser, text) };
      }),
    );
  const { up, down } = fileHashes(migration);
  return { upMeaning: meaning(up), downMeaning: meaning(down) };
}
