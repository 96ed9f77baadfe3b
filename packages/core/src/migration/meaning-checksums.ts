import { meaningHash } from "../sql/meaning.js";
import type { Parser } from "../sql/parser.js";
import { combine, fileHashes, rawHash } from "./checksum.js";
import type { Migration, MigrationFiles, TextFile } from "./migration.js";

/** The checksums of a migration's two groups with SQL hashed by its meaning, other files as raw. */
export interface MeaningChecksums {
  readonly upMeaning: string;
  readonly downMeaning: string;
}

/**
 * The meaning checksums of a migration. docs/FORMATS.md, "Checksums" and "Meaning checksum".
 *
 * @throws StrataError what scanning the SQL throws.
 */
export function meaningChecksums(parser: Parser, migration: Migration): MeaningChecksums {
  return combineMeanings(migration, ({ text }) => meaningHash(parser, text));
}

/** The same from the meaning of each of its files of SQL. */
export function combineMeanings(migration: Migration, meaningOf: (file: TextFile) => string): MeaningChecksums {
  const sql = sqlFiles(migration);
  const { up, down } = fileHashes(migration, (file) => (sql.includes(file) ? meaningOf(file) : rawHash(file)));
  return { upMeaning: combine(up), downMeaning: combine(down) };
}

/** The files of SQL that there are. */
export function sqlFiles({ up, upContract, down, downContract }: MigrationFiles): TextFile[] {
  return [up, upContract, down, downContract].filter((file) => file !== undefined);
}
