import type { Identities } from "../migration/identity.js";
import type { AppliedMigration, Migration } from "../migration/migration.js";
import { compareIds, compareText, formatId, type MigrationId } from "../types/ids.js";

/** A row of the history and what it stands for in this workspace. */
export interface MatchedRow<Row extends AppliedMigration = AppliedMigration> {
  readonly row: Row;
  /** The migration's identity; without a migration the row's own, an old name of the module resolved. */
  readonly id: MigrationId;
  /** The migration on disk; undefined when there is none, or when another row stands for it more exactly. */
  readonly migration: Migration | undefined;
}

/** Rows and migrations brought together; every row and every migration is in exactly one place. */
export interface Matches<Row extends AppliedMigration = AppliedMigration> {
  /** Every row, in (version, module) order of `id`. */
  readonly rows: readonly MatchedRow<Row>[];
  /** Migrations that no row stands for, in (version, module) order. */
  readonly unapplied: readonly Migration[];
  /** Migrations whose identity another folder has too, which is taken in their place. */
  readonly duplicates: readonly Migration[];
}

/**
 * Brings history rows and migrations together by identity. Where a migration ran under its old and its new stamp, the
 * row with the new one stands for it. Of two folders of one identity the one with the row's name is taken, else the
 * first by name.
 */
export function matchRows<Row extends AppliedMigration>(
  identities: Identities,
  migrations: readonly Migration[],
  applied: readonly Row[],
): Matches<Row> {
  const resolved = applied.map((row) => resolve(row, identities)).sort(compareExactness);
  // Later entries win: the row that comes first stands for the migration, so its name is set last.
  const nameOf = new Map(resolved.toReversed().map(({ key, row }) => [key, row.name]));

  const unmatched = new Map<string, Migration>();
  const duplicates: Migration[] = [];
  for (const migration of migrations.toSorted(compareFolders)) {
    const key = formatId(migration);
    const other = unmatched.get(key);
    const replaces = other === undefined || (migration.name === nameOf.get(key) && other.name !== migration.name);
    if (replaces) unmatched.set(key, migration);
    if (other !== undefined) duplicates.push(replaces ? other : migration);
  }
  const rows = resolved.map(({ row, id, key }) => {
    const migration = unmatched.get(key);
    unmatched.delete(key);
    return { row, id: migration === undefined ? { module: id.module, version: row.version } : id, migration };
  });
  rows.sort((a, b) => compareIds(a.id, b.id));
  return { rows, unapplied: [...unmatched.values()].sort(compareIds), duplicates: duplicates.sort(compareFolders) };
}

function resolve<Row extends AppliedMigration>(
  row: Row,
  identities: Identities,
): { row: Row; id: MigrationId; key: string } {
  const id = identities.migration(row);
  return { row, id, key: formatId(id) };
}

/** Of the rows of one identity, first the one that was recorded under exactly that, then the newest stamp. */
function compareExactness<T extends { row: AppliedMigration; id: MigrationId }>(a: T, b: T): number {
  return compareIds(a.id, b.id) || distance(a) - distance(b) || compareIds(b.row, a.row);
}

function distance({ row, id }: { row: AppliedMigration; id: MigrationId }): number {
  return (row.version === id.version ? 0 : 2) + (row.module === id.module ? 0 : 1);
}

function compareFolders(a: Migration, b: Migration): number {
  return compareIds(a, b) || compareText(a.name, b.name) || compareText(a.directory, b.directory);
}
