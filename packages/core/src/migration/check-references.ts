import type { Finding } from "../errors/finding.js";
import { didYouMean, nearest } from "../lib/did-you-mean.js";
import { groupBy } from "../lib/group-by.js";
import type { Module } from "../module/module.js";
import { type MigrationId, formatId } from "../types/ids.js";
import type { PlacedHeader } from "./headers.js";
import { createIdentities } from "./identity.js";
import type { Migration } from "./migration.js";
import { textFinding } from "./text-finding.js";

/** A migration with the headers of its up.sql and where they stand. */
export interface ReadMigration {
  readonly migration: Migration;
  readonly upHeaders: readonly PlacedHeader[];
}

/**
 * What migrations say of other ones: a `requires` must name a migration that is defined here (old names and stamps
 * count), a `was` must be free, and one module must have one migration of a version.
 */
export function checkReferences(modules: readonly Module[], read: readonly ReadMigration[]): Finding[] {
  const migrations = read.map(({ migration }) => migration);
  return [
    ...versionsOnce(migrations),
    ...requiresExist(modules, read, migrations),
    ...oldStampsAreFree(read, migrations),
  ];
}

function versionsOnce(migrations: readonly Migration[]): Finding[] {
  return [...groupBy(migrations, formatId).values()].flatMap(([first, ...others]) =>
    others.map(({ module, version, directory }) => ({
      code: "FOLDER_VERSION_TWICE" as const,
      message: `${module} has two migrations of version ${version}: ${first!.directory} and ${directory}`,
      place: { file: directory },
      module,
      version,
    })),
  );
}

function requiresExist(
  modules: readonly Module[],
  read: readonly ReadMigration[],
  migrations: readonly Migration[],
): Finding[] {
  if (!hasHeader(read, "requires")) return [];
  const identities = createIdentities(modules, migrations);
  const defined = new Set(migrations.map(formatId));
  return read.flatMap(({ migration, upHeaders }) =>
    upHeaders.flatMap((value) => {
      if (value.header !== "requires" || migration.up === undefined) return [];
      const id = identities.migration(value.id);
      if (defined.has(formatId(id))) return [];
      return [
        textFinding(migration.up, value.offset, {
          code: "REQUIRES_UNKNOWN",
          message: `${formatId(migration)} requires ${formatId(value.id)}, ${whyUnknown(id, modules, migrations)}`,
          module: migration.module,
          version: migration.version,
        }),
      ];
    }),
  );
}

/** Most workspaces have no old stamps: they need no look at all the others. */
function hasHeader(read: readonly ReadMigration[], header: PlacedHeader["header"]): boolean {
  return read.some(({ upHeaders }) => upHeaders.some((value) => value.header === header));
}

function whyUnknown(id: MigrationId, modules: readonly Module[], migrations: readonly Migration[]): string {
  const names = modules.map(({ name }) => name);
  if (!names.includes(id.module)) return `but there is no module ${id.module}.${didYouMean(id.module, names)}`;
  const versions = migrations.filter(({ module }) => module === id.module).map(({ version }) => version);
  const close = nearest(id.version, versions);
  return `which ${id.module} does not have${close === undefined ? "" : `; the nearest it has is ${close}`}`;
}

function oldStampsAreFree(read: readonly ReadMigration[], migrations: readonly Migration[]): Finding[] {
  if (!hasHeader(read, "was")) return [];
  const holders = new Map(migrations.map((migration) => [formatId(migration), migration]));
  const taken = new Map<string, Migration>();
  return read.flatMap(({ migration, upHeaders }) =>
    upHeaders.flatMap((value) => {
      if (value.header !== "was" || migration.up === undefined) return [];
      const key = formatId({ module: migration.module, version: value.version });
      const other = holders.get(key) ?? taken.get(key);
      taken.set(key, migration);
      if (other === undefined || (other === migration && other.version !== value.version)) return [];
      const message =
        other.version === value.version
          ? `the old stamp ${value.version} is that of ${other.directory}`
          : `the old stamp ${value.version} is also claimed by ${other.directory}`;
      return [
        textFinding(migration.up, value.offset, {
          code: "STAMP_TAKEN",
          message,
          module: migration.module,
          version: migration.version,
        }),
      ];
    }),
  );
}
