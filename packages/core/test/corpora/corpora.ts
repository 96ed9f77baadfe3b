/** Real migration histories of other projects, which are read where they are and never copied into this repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MigrationFiles, Modules } from "../run/workspace.js";

/** All histories. Three ups and three downs of cardvault cannot run inside a transaction. */
export const HISTORIES = ["authelia", "cardvault", "docsrs", "keto"] as const;

export type History = (typeof HISTORIES)[number];

const folder =
  process.env["STRATA_CORPORA"] ?? fileURLToPath(new URL("../../../../../shared/corpora", import.meta.url));

/** Whether the histories are on this machine. */
export const haveCorpora = existsSync(folder);

/** The end of a test's name, which says what was missing where the test is left out. */
export const NEEDS_CORPORA = haveCorpora ? "" : " (left out without STRATA_CORPORA or ../shared/corpora)";

/** The migrations of a history by folder name, in order; their files as they are. */
export function migrationsOf(history: History): Readonly<Record<string, MigrationFiles>> {
  const root = join(folder, history);
  return Object.fromEntries(
    readdirSync(root)
      .toSorted()
      .map((name) => [
        name,
        Object.fromEntries(
          readdirSync(join(root, name)).map((file) => [file, readFileSync(join(root, name, file), "utf8")]),
        ),
      ]),
  );
}

/**
 * Histories as modules of one workspace, each owner in `public` of exactly what its own SQL makes. What only the metadata
 * of a history knows, that a file cannot run in a transaction, becomes its header.
 */
export function modulesOf(histories: readonly History[]): Modules {
  return Object.fromEntries(
    histories.map((history) => {
      const marked = markedFiles(history);
      const original = migrationsOf(history);
      const entries = Object.entries(original).map(([id, files]) => {
        const texts = Object.entries(files).map(([file, text]) => [
          file,
          marked.has(`${id}/${file}`) ? `-- strata: no-transaction\n${text}` : text,
        ]);
        return [id, Object.fromEntries(texts) as MigrationFiles];
      });
      return [history, { migrations: Object.fromEntries(entries), package: { strata: { owns: claimsOf(original) } } }];
    }),
  );
}

/** A history as a module with its files as they are. */
export function unmarked(history: History): Modules {
  const migrations = migrationsOf(history);
  return { [history]: { migrations, package: { strata: { owns: claimsOf(migrations) } } } };
}

/** Folder and name of each file of a history that cannot run in a transaction. */
export function markedFiles(history: History): ReadonlySet<string> {
  const { migrations } = JSON.parse(readFileSync(join(folder, `${history}.meta.json`), "utf8")) as Metadata;
  return new Set(
    migrations.flatMap(({ id, upNoTransaction, downNoTransaction }) => [
      ...(upNoTransaction ? [`${id}/up.sql`] : []),
      ...(downNoTransaction ? [`${id}/down.sql`] : []),
    ]),
  );
}

/** What is read of a history's metadata. */
interface Metadata {
  readonly migrations: readonly {
    readonly id: string;
    readonly upNoTransaction: boolean;
    readonly downNoTransaction: boolean;
  }[];
}

/** The up files in order, or the down files in the opposite one: what somebody without a tool would run by hand. */
export function scriptsOf(history: History, direction: "up" | "down"): string[] {
  const files = Object.values(migrationsOf(history)).map((migration) => migration[`${direction}.sql`] ?? "");
  return direction === "up" ? files : files.toReversed();
}

/** The versions whose down has no statements while their up has: taking them back changes nothing, and strata says so. */
export function emptyDownsOf(history: History): string[] {
  const hasStatements = (text = "") => text.replaceAll(/--[^\n]*/g, "").trim() !== "";
  return Object.entries(migrationsOf(history))
    .filter(([, files]) => hasStatements(files["up.sql"]) && !hasStatements(files["down.sql"]))
    .map(([folder]) => folder.slice(0, 14));
}

/** `pg_dump -s` of PostgreSQL 15 after all ups, with comments taken out. */
export function schemaOf(history: History): string {
  return readFileSync(join(folder, `${history}.schema.sql`), "utf8");
}

/** The script of a sample database, with its rows: one text for one session. */
export function sampleOf(sample: "chinook" | "northwind"): string {
  return readFileSync(join(folder, "samples", `${sample}.sql`), "utf8");
}

/** A claim for each name that is created or given by RENAME TO. */
function claimsOf(migrations: Readonly<Record<string, MigrationFiles>>): string[] {
  const created =
    /\b(?:CREATE\s+(?:OR\s+REPLACE\s+)?(?:MATERIALIZED\s+)?(?:TABLE|TYPE|VIEW|FUNCTION|SEQUENCE)\s+(?:IF\s+NOT\s+EXISTS\s+)?|RENAME\s+TO\s+)(?<name>\w+|"\w+")/gi;
  const names = Object.values(migrations).flatMap((files) =>
    Object.values(files).flatMap((text) => [...text.matchAll(created)].map(({ groups }) => groups?.["name"] ?? "")),
  );
  const stored = names.map((name) => (name.startsWith('"') ? name.slice(1, -1) : name.toLowerCase()));
  return [...new Set(stored)].toSorted().map((name) => `public.${name}`);
}
