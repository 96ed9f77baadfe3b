import type { Finding } from "../errors/finding.js";
import { groupBy } from "../lib/group-by.js";
import type { TextFile } from "../migration/migration.js";
import { versionOf } from "../migration/version.js";
import { readJournal, type JournalEntry } from "./drizzle-journal.js";
import { leftOut, notItsFormat } from "./history-problem.js";
import { type HistoryReader, type SourceFolder, type SourceMigration, wholeFile } from "./source-history.js";
import { splitVersion, stampIn } from "./version-in-name.js";

/**
 * A history of drizzle-kit: `TAG.sql` as meta/_journal.json lists them, in its order. The forms are those of
 * drizzle-orm/src/migrator.ts of drizzle-team/drizzle-orm. Lines `--> statement-breakpoint` are comments to PostgreSQL.
 * drizzle knows a migration by the time in its journal, which therefore stands behind the file's name in `original`,
 * and is the version where the tag has no stamp. It has no way back.
 */
export const readDrizzle: HistoryReader = (folder) => {
  const meta = folder.folders.find(({ name }) => name === "meta");
  const journal = meta?.files.find(({ name }) => name === "_journal.json");
  const findings: Finding[] = folder.folders
    .filter((inner) => inner !== meta)
    .map((inner) => leftOut(inner, "drizzle reads no folders but meta"));
  if (journal === undefined) return { migrations: [], findings: [...findings, noJournal(folder)] };
  const { entries, problem } = readJournal(journal);
  if (problem !== undefined) return { migrations: [], findings: [...findings, problem] };
  findings.push(...notListed(folder, entries));
  for (const [when, [first, ...others]] of groupBy(entries, (entry) => entry.when))
    findings.push(
      ...others.map(({ tag, offset }) => ({
        ...notItsFormat(
          journal,
          offset,
          `${tag} and ${first!.tag} have one time, ${when}`,
          "Give one a time of its own.",
        ),
        code: "ADOPT_TWICE" as const,
      })),
    );
  const migrations = entries.flatMap((entry) => migrationOf(folder, journal, entry, findings) ?? []);
  return { migrations, findings };
};

function migrationOf(
  folder: SourceFolder,
  journal: TextFile,
  { tag, when, offset }: JournalEntry,
  findings: Finding[],
): SourceMigration | undefined {
  const file = folder.files.find(({ name }) => name === `${tag}.sql`);
  if (file === undefined) {
    const hint = "Bring the file back, or remove the entry.";
    findings.push(notItsFormat(journal, offset, `the journal lists ${tag}, and ${tag}.sql is missing`, hint));
    return undefined;
  }
  const named = splitVersion(tag);
  const own = stampIn(named.version) === undefined ? { version: versionOf(new Date(when)), name: tag } : named;
  return { original: `${file.name} ${when}`, ...own, up: wholeFile(file, false) };
}

function noJournal({ name, path }: SourceFolder): Finding {
  return {
    code: "ADOPT_FORMAT",
    message: `${name} holds no meta/_journal.json, which says what ran in which order`,
    hint: "Name the folder that drizzle-kit writes: `out` of its configuration.",
    place: { file: path },
  };
}

function notListed(folder: SourceFolder, entries: readonly JournalEntry[]): Finding[] {
  const listed = new Set(entries.map(({ tag }) => `${tag}.sql`));
  return folder.files
    .filter(({ name }) => !listed.has(name))
    .map((file) => leftOut(file, "meta/_journal.json does not list it"));
}
