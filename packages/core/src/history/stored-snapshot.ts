import type { CatalogObject, ObjectKey } from "../snapshot/catalog-object.js";
import { SNAPSHOT_FORMAT, type Snapshot } from "../snapshot/snapshot.js";
import type { MigrationId, ModuleName, Version } from "../types/ids.js";
import { type Session, ServerError } from "../types/session.js";

/** What the stored snapshot as a whole was taken of. */
export interface SnapshotHead {
  readonly format: number;
  /** Major version of the server that has written the expressions. */
  readonly major: number;
  /** What was applied then, as {@link StoredState.applied} says it. */
  readonly applied: string;
  /** UTC, ISO 8601 to the second. */
  readonly takenAt: string;
  readonly strataVersion: string;
}

/** What is known of the stored snapshot without reading its objects. */
export interface StoredState {
  /** Undefined before the first one. */
  readonly head: SnapshotHead | undefined;
  /** Hashes of the stored objects by module. */
  readonly hashes: ReadonlyMap<ModuleName, string>;
  /** Stands for what is applied now: another text after each step up or down, and while one is under way. */
  readonly applied: string;
  /** What is applied now, as the history names it. */
  readonly migrations: readonly MigrationId[];
}

/**
 * SHA-256 over the history as it counts for the catalog: which rows there are, by their sequence, which no other
 * application ever has, and how far migrations without a transaction have come. A checksum that is accepted and a stamp
 * that changes leave it as it is. docs/FORMATS.md, "Stored snapshot".
 */
const APPLIED = `pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(
    coalesce((SELECT pg_catalog.string_agg(sequence::text, ',' ORDER BY sequence) FROM sys_core.migration), '')
      || coalesce((SELECT pg_catalog.string_agg(';' || id::text || ' ' || details::text, '' ORDER BY id)
        FROM sys_core.intent), ''), 'UTF8')), 'hex')`;

const STATE = `SELECT ${APPLIED} AS applied,
  (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(module, version)), '[]') FROM sys_core.migration) AS migrations,
  (SELECT pg_catalog.json_build_array(format, server_major, applied_hash,
      pg_catalog.to_char(taken_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), strata_version)
    FROM sys_core.snapshot_head) AS head,
  (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(module, hash)), '[]') FROM sys_core.snapshot) AS hashes`;

/**
 * Reads what the stored snapshot was taken of, in one round trip. Undefined where its tables are not there yet: an older
 * strata was the last that changed this database.
 */
export async function readStoredState(session: Session): Promise<StoredState | undefined> {
  try {
    const [row] = await session.query<{
      applied: string;
      migrations: [ModuleName, Version][];
      head: [number, number, string, string, string] | null;
      hashes: [ModuleName, string][];
    }>(STATE);
    if (row === undefined) return undefined;
    const [format, major, applied, takenAt, strataVersion] = row.head ?? [];
    return {
      applied: row.applied,
      migrations: row.migrations.map(([module, version]) => ({ module, version })),
      hashes: new Map(row.hashes),
      head: row.head === null ? undefined : ({ format, major, applied, takenAt, strataVersion } as SnapshotHead),
    };
  } catch (error) {
    // 42P01 undefined_table, 3F000 invalid_schema_name.
    if (error instanceof ServerError && (error.code === "42P01" || error.code === "3F000")) return undefined;
    throw error;
  }
}

/** The stored objects of some modules; those that have none are absent. */
export async function readStoredObjects(
  session: Session,
  modules: readonly ModuleName[],
): Promise<Map<ModuleName, Readonly<Record<ObjectKey, CatalogObject>>>> {
  if (modules.length === 0) return new Map();
  const rows = await session.query<{ module: ModuleName; objects: Record<ObjectKey, CatalogObject> }>(
    "SELECT module, objects FROM sys_core.snapshot WHERE module = ANY ($1::text[])",
    [modules],
  );
  return new Map(rows.map(({ module, objects }) => [module, objects]));
}

/** What a module's row is to hold. */
export interface ModuleSnapshot {
  readonly module: ModuleName;
  readonly hash: string;
  readonly objects: Readonly<Record<ObjectKey, CatalogObject>>;
}

/**
 * Stores the rows of modules that have changed, takes away those of others, and says what all of it was taken of. Nothing
 * is waited for before the end: within a transaction of the caller's it is one round trip.
 */
export async function writeStoredSnapshot(
  session: Session,
  stored: {
    readonly changed: readonly ModuleSnapshot[];
    readonly gone: readonly ModuleName[];
    readonly major: Snapshot["major"];
    readonly applied: string;
    readonly strataVersion: string;
  },
): Promise<void> {
  const { changed, gone, major, applied, strataVersion } = stored;
  const sent = changed.map(({ module, hash, objects }) =>
    session.query(
      `INSERT INTO sys_core.snapshot (module, hash, objects) VALUES ($1, $2, $3::text::jsonb)
        ON CONFLICT (module) DO UPDATE SET hash = excluded.hash, objects = excluded.objects, taken_at = excluded.taken_at`,
      [module, hash, JSON.stringify(objects)],
    ),
  );
  if (gone.length > 0)
    sent.push(session.query("DELETE FROM sys_core.snapshot WHERE module = ANY ($1::text[])", [gone]));
  sent.push(
    session.query(
      `INSERT INTO sys_core.snapshot_head (format, server_major, applied_hash, strata_version) VALUES ($1, $2, $3, $4)
        ON CONFLICT (only_row) DO UPDATE SET format = excluded.format, server_major = excluded.server_major,
          applied_hash = excluded.applied_hash, taken_at = excluded.taken_at, strata_version = excluded.strata_version`,
      [SNAPSHOT_FORMAT, major, applied, strataVersion],
    ),
  );
  const failure = (await Promise.allSettled(sent)).find((one) => one.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}
