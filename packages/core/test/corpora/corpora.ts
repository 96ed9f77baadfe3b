/** Real migration histories of other projects, which are read where they are and never copied into this repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MigrationFiles, Modules } from "../run/workspace.js";

/** Histories whose ups and downs all run inside transactions. */
export const HISTORIES = ["authelia", "docsrs", "keto"] as const;

export type History = (typeof HISTORIES)[number] | "cardvault";

const folder =
  process.env["STRATA_CORPORA"] ?? fileURLToPath(new URL("../../../../../shared/corpora", import.meta.url));

/** Whether the histories are on this machine. */
export const haveCorpora = existsSync(folder);

/** The end of a test's name, which says what was missing where the test is left out. */
export const NEEDS_CORPORA = haveCorpora ? "" : " (left out without STRATA_CORPORA or ../shared/corpora)";

/** The migrations of a history by folder name, in order. */
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

/** Histories as modules of one workspace, each owner in `public` of exactly what its own SQL makes. */
export function modulesOf(histories: readonly History[]): Modules {
  return Object.fromEntries(
    histories.map((history) => {
      const migrations = migrationsOf(history);
      return [history, { migrations, package: { strata: { owns: claimsOf(migrations) } } }];
    }),
  );
}

/** A history as a module whose files say what only its metadata knows: that they cannot run in a transaction. */
export function withMarkers(history: History): Modules {
  const { migrations } = JSON.parse(readFileSync(join(folder, `${history}.meta.json`), "utf8")) as Metadata;
  const marked = new Set(
    migrations.flatMap(({ id, upNoTransaction, downNoTransaction }) => [
      ...(upNoTransaction ? [`${id}/up.sql`] : []),
      ...(downNoTransaction ? [`${id}/down.sql`] : []),
    ]),
  );
  const original = migrationsOf(history);
  const entries = Object.entries(original).map(([id, files]) => {
    const texts = Object.entries(files).map(([file, text]) => [
      file,
      marked.has(`${id}/${file}`) ? `-- strata: no-transaction\n${text}` : text,
    ]);
    return [id, Object.fromEntries(texts)];
  });
  return { [history]: { migrations: Object.fromEntries(entries), package: { strata: { owns: claimsOf(original) } } } };
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

/** `pg_dump -s` of PostgreSQL 15 after all ups, with comments taken out. */
export function schemaOf(history: History): string {
  return readFileSync(join(folder, `${history}.schema.sql`), "utf8");
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
