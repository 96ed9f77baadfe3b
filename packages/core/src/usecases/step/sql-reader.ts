import { must } from "../../errors/internal-error.js";
import { combineMeanings, type MeaningChecksums, sqlFiles } from "../../migration/meaning-checksums.js";
import type { Migration, TextFile } from "../../migration/migration.js";
import type { PlannedStep } from "../../plan/plan.js";
import { type CheckedFile, checkFile, type FileContext } from "../../sql/checked-file.js";
import { meaningHash } from "../../sql/meaning.js";
import { loadParser } from "../../sql/load-parser.js";
import type { Parser } from "../../sql/parser.js";
import { SqlCache } from "../../sql/sql-cache.js";
import { readSqlCache, writeSqlCache } from "../../workspace/sql-cache-file.js";
import { PARSER_VERSION, STRATA_VERSION } from "../strata-version.js";

/**
 * Reads SQL: what was read before comes from the workspace's cache, all else from the parser, which is loaded once and
 * when it is needed.
 */
export class SqlReader {
  readonly #cacheDirectory: string;
  readonly #cache: SqlCache;
  #parser: Promise<Parser> | undefined;

  /** `cacheDirectory` is the workspace's `.strata/cache`. */
  constructor(cacheDirectory: string) {
    this.#cacheDirectory = cacheDirectory;
    this.#cache = new SqlCache(readSqlCache(cacheDirectory), { strata: STRATA_VERSION, parser: PARSER_VERSION });
  }

  /** The parser itself. */
  parser(): Promise<Parser> {
    return (this.#parser ??= loadParser());
  }

  /** Begins to load the parser when a step of a migration is going to need it, so that it is there by then. */
  expect(migration: Migration, direction: PlannedStep["direction"]): void {
    const { up, upContract, down, downContract } = migration;
    const ran = direction === "up" ? [up, upContract] : [down, downContract];
    const isKnown =
      ran.every((file) => file === undefined || this.#cache.isChecked(file)) &&
      (direction === "down" || sqlFiles(migration).every((file) => this.#cache.meaning(file) !== undefined));
    // Whoever asks for it is told what went wrong.
    if (!isKnown) this.parser().catch(() => undefined);
  }

  /** The verdict over a file, as `checkFile` gives it. */
  async check(file: TextFile, context: FileContext): Promise<CheckedFile> {
    const known = this.#cache.check(file, context);
    if (known !== undefined) return known;
    const checked = checkFile(await this.parser(), file, context);
    this.#cache.keepCheck(file, context, checked);
    return checked;
  }

  /**
   * The meaning checksums of a migration. What is not known is worked out after what was sent before has left, so that
   * the server works meanwhile.
   *
   * @throws StrataError what scanning its SQL throws.
   */
  async checksums(migration: Migration): Promise<MeaningChecksums> {
    const files = sqlFiles(migration);
    const unknown = files.filter((file) => this.#cache.meaning(file) === undefined);
    if (unknown.length > 0) {
      const parser = await this.parser();
      await new Promise(setImmediate);
      for (const file of unknown) this.#cache.keepMeaning(file, meaningHash(parser, file.text));
    }
    return combineMeanings(migration, (file) => must(this.#cache.meaning(file), `the meaning of ${file.path}`));
  }

  /** Keeps for the next run what is new. Texts that neither this run has read nor these migrations hold are forgotten. */
  keep(migrations: readonly Migration[]): void {
    if (!this.#cache.isChanged) return;
    writeSqlCache(this.#cacheDirectory, this.#cache.write(migrations.flatMap(sqlFiles)));
  }
}
