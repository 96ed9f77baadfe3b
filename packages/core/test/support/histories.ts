import { must } from "../../src/errors/internal-error.js";
import { sha256 } from "../../src/lib/hash.js";
import type { Migration } from "../../src/migration/migration.js";
import { versionOf } from "../../src/migration/version.js";
import { type Module, SYS_CORE } from "../../src/module/module.js";
import type { RowWithWayBack } from "../../src/plan/row-with-way-back.js";
import type { MigrationId } from "../../src/types/ids.js";

/**
 * A small language for histories. Items are separated by commas, an item is a name followed by words:
 *
 *     modules     billing needs account+stock was invoicing
 *     migrations  account@3 requires billing@2 was 1 named create_account edited commented down-edited irreversible
 *     rows        the same, and `code` for a way back that needs a transform; they ran in the order given
 *
 * `@3` stands for the stamp of the third second of 2026. `edited` and `down-edited` mean that the files say something
 * else than what ran, `commented` that only their bytes differ.
 */
const EPOCH = Date.UTC(2026, 0, 1);

export function stamp(number: number): string {
  return versionOf(new Date(EPOCH + number * 1000));
}

/** `account@20260101000003` as `account@3`. */
export function short(text: string): string {
  return text.replaceAll(/(?<![\w/])2026\d{10}\b/g, (version) => String(secondsOf(version)));
}

function secondsOf(version: string): number {
  const [day, hour, minute, second] = version.slice(6).match(/../g)!.map(Number) as [number, number, number, number];
  return (((Number(version.slice(4, 6)) - 1) * 31 + day - 1) * 24 + hour) * 3600 + minute * 60 + second;
}

/** Modules by name, sys-core among them; every other depends on it. */
export function modules(text: string): Module[] {
  const written = items(text).map(({ name, words }) => module(name, listOf(words, "needs"), listOf(words, "was")));
  return written.some(({ name }) => name === SYS_CORE) ? written : [module(SYS_CORE, [], []), ...written];
}

export function module(name: string, needs: readonly string[], was: readonly string[] = []): Module {
  return {
    name,
    was,
    packageName: `@acme/${name}`,
    packageVersion: "1.0.0",
    directory: `/repo/modules/${name}`,
    manifestFile: `/repo/modules/${name}/package.json`,
    migrationsDirectory: `/repo/modules/${name}/migrations`,
    owns: [],
    dependencies: name === SYS_CORE ? [] : [...new Set([SYS_CORE, ...needs])].sort(),
    allow: {},
    origin: "workspace",
  };
}

/** What the folders on disk hold. */
export function migrations(text: string): Migration[] {
  return items(text).map(({ name: id, words }) => {
    const parsed = idOf(id);
    const irreversible = words.includes("irreversible") ? { irreversible: "rows are gone" } : {};
    return migration(parsed, {
      requires: listOf(words, "requires").map(idOf),
      was: listOf(words, "was").map((number) => stamp(Number(number))),
      ...irreversible,
      name: listOf(words, "named")[0] ?? "change",
      content: words.includes("edited") ? "other" : words.includes("commented") ? "commented" : "same",
      downContent: words.includes("down-edited") ? "other" : "same",
    });
  });
}

export interface MigrationParts {
  readonly requires?: readonly MigrationId[];
  readonly was?: readonly string[];
  readonly irreversible?: string;
  readonly name?: string;
  readonly content?: string;
  readonly downContent?: string;
}

export function migration(id: MigrationId, parts: MigrationParts = {}): Migration {
  const name = parts.name ?? "change";
  const directory = `/repo/modules/${id.module}/migrations/${id.version}_${name}`;
  return {
    ...id,
    name,
    directory,
    up: { name: "up.sql", path: `${directory}/up.sql`, text: "" },
    down: { name: "down.sql", path: `${directory}/down.sql`, text: "" },
    headers: {
      requires: parts.requires ?? [],
      was: parts.was ?? [],
      noTransaction: { up: false, down: false },
      ...(parts.irreversible === undefined ? {} : { irreversible: parts.irreversible }),
      lockTimeout: {},
      allow: [],
    },
    checksums: { up: sha256(parts.content ?? "same"), down: sha256(parts.downContent ?? "same") },
  };
}

/** What the history holds, in order of application. */
export function rows(text: string): RowWithWayBack[] {
  return items(text).map(({ name: id, words }, index) => ({
    ...idOf(id),
    name: listOf(words, "named")[0] ?? "change",
    sequence: (index + 1) * 10,
    checksums: { up: sha256("same"), down: sha256("same"), upMeaning: "same", downMeaning: "same" },
    requires: listOf(words, "requires").map(idOf),
    irreversible: words.includes("irreversible") ? "rows are gone" : null,
    transformDown: words.includes("code"),
    packageName: `@acme/${idOf(id).module}`,
    packageVersion: "1.0.0",
  }));
}

/** The row that a migration leaves when it runs. */
export function rowOf(migration: Migration, sequence: number, requires = migration.headers.requires): RowWithWayBack {
  const { module, version, name, checksums } = migration;
  return {
    module,
    version,
    name,
    sequence,
    checksums: { ...checksums, upMeaning: "same", downMeaning: "same" },
    requires,
    irreversible: migration.headers.irreversible ?? null,
    transformDown: false,
    packageName: `@acme/${module}`,
    packageVersion: null,
  };
}

/** Whether an edit of the builders above is one of meaning. */
export function meansOther(checksum: string): boolean {
  return checksum === sha256("other");
}

function items(text: string): { name: string; words: string[] }[] {
  return text
    .split(",")
    .map((item) => item.trim().split(/\s+/))
    .filter(([name]) => name !== "")
    .map(([name, ...words]) => ({ name: must(name, "a name"), words }));
}

function listOf(words: readonly string[], key: string): string[] {
  const index = words.indexOf(key);
  return index < 0 ? [] : must(words[index + 1], `the value of ${key}`).split("+");
}

function idOf(text: string): MigrationId {
  const [module, number] = text.split("@");
  return { module: must(module, "a module"), version: stamp(Number(must(number, `the version of ${text}`))) };
}
