import { must } from "../errors/internal-error.js";
import type { WayBack } from "../migration/way-back.js";
import { wayBackHash } from "../migration/way-back.js";
import type { ClusterIdentity } from "../types/cluster-identity.js";
import type { EnvironmentClass } from "../types/environment.js";
import { formatId, type MigrationId, type Version } from "../types/ids.js";
import type { Session } from "../types/session.js";
import { appendAudit, auditDetails, insertAudit } from "./audit.js";

/** Everything that a history row says of an applied migration. */
export interface HistoryEntry extends MigrationId {
  readonly name: string;
  readonly checksums: {
    readonly up: string;
    readonly upMeaning: string;
    readonly down: string;
    readonly downMeaning: string;
  };
  readonly requires: readonly MigrationId[];
  readonly wayBack: WayBack;
  readonly packageName: string;
  readonly packageVersion: string | undefined;
  readonly strataVersion: string;
  /** When the step began, in seconds of the server's clock; that may jump, and what was done holds all the same. */
  readonly startedAt: number;
  /** It was not run: the database held what it makes. Who had run it, and under which name; the audit keeps both. */
  readonly adopted?: { readonly from: string; readonly original: string };
}

/**
 * Writes history and audit rows of an applied or adopted migration, within the caller's transaction: one statement.
 * Where the session's `cluster` is known the server is not asked for it.
 */
export async function recordApplied(session: Session, entry: HistoryEntry, cluster?: ClusterIdentity): Promise<void> {
  const { checksums, wayBack } = entry;
  const hash = wayBackHash(wayBack);
  const details = {
    name: entry.name,
    checksums,
    way_back: hash,
    package: entry.packageName,
    package_version: entry.packageVersion ?? null,
    strata: entry.strataVersion,
    ...entry.adopted,
  };
  await session.query(
    `WITH audited AS (${insertAudit(cluster)})
      INSERT INTO sys_core.migration (module, version, name, up_checksum, up_meaning, down_checksum, down_meaning,
          requires, down_sql, down_contract_sql, irreversible, transform_down, bootstrap_inverse, fixtures_inverse,
          first_schema, way_back_hash, package_name, package_version, strata_version, duration_ms)
        VALUES ($2, $3, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
          least(greatest(1000 * (extract(epoch FROM clock_timestamp()) - $22::numeric), 0), 2147483647))`,
    [
      entry.adopted === undefined ? "applied" : "adopted",
      entry.module,
      entry.version,
      auditDetails(details, cluster),
      entry.name,
      checksums.up,
      checksums.upMeaning,
      checksums.down,
      checksums.downMeaning,
      entry.requires.map(formatId),
      wayBack.downSql,
      wayBack.downContractSql,
      wayBack.irreversible,
      wayBack.transformDown,
      jsonOrNull(wayBack.bootstrapInverse),
      jsonOrNull(wayBack.fixturesInverse),
      wayBack.firstSchema,
      hash,
      entry.packageName,
      entry.packageVersion ?? null,
      entry.strataVersion,
      entry.startedAt,
    ],
  );
}

/**
 * Deletes the history row of a migration that was taken back and records it, within the step's transaction: one
 * statement.
 */
export async function recordTakenBack(
  session: Session,
  id: MigrationId,
  source: "disk" | "stored",
  cluster: ClusterIdentity,
): Promise<void> {
  await session.query(
    `WITH audited AS (${insertAudit(cluster)})
      DELETE FROM sys_core.migration WHERE module = $2 AND version = $3`,
    ["taken back", id.module, id.version, auditDetails({ source }, cluster)],
  );
}

/** Gives a history row the stamp, folder name and checksums that its migration has today; the module's name in it stays. */
export async function recordRestamp(
  session: Session,
  old: MigrationId,
  now: { readonly version: Version; readonly name: string; readonly checksums: HistoryEntry["checksums"] },
): Promise<void> {
  const { up, upMeaning, down, downMeaning } = now.checksums;
  // The hash that the audit holds, not the row's: a row that somebody changed must not become the true one this way.
  const rows = await session.query<{ way_back: string | null }>(
    `UPDATE sys_core.migration m SET version = $1, name = $2, up_checksum = $5, up_meaning = $6, down_checksum = $7,
        down_meaning = $8 WHERE module = $3 AND version = $4
      RETURNING ${auditedWayBack("$3", "$4")} AS way_back`,
    [now.version, now.name, old.module, old.version, up, upMeaning, down, downMeaning],
  );
  await session.query("UPDATE sys_core.dataset_row SET version = $1 WHERE module = $2 AND version = $3", [
    now.version,
    old.module,
    old.version,
  ]);
  // What required the old stamp requires the new one: with both folders gone the rows alone say who depends on whom.
  await session.query(
    "UPDATE sys_core.migration SET requires = array_replace(requires, $1, $2) WHERE $1 = ANY (requires)",
    [formatId(old), formatId({ module: old.module, version: now.version })],
  );
  await appendAudit(session, {
    event: "restamped",
    module: old.module,
    version: now.version,
    details: {
      was: old.version,
      name: now.name,
      checksums: now.checksums,
      way_back: must(rows[0], `the history row of ${formatId(old)}`).way_back,
    },
  });
}

/** Takes the checksums of the files on disk for those that were applied. */
export async function recordAccepted(
  session: Session,
  id: MigrationId,
  checksums: HistoryEntry["checksums"],
  why: string,
): Promise<void> {
  await Promise.all([
    session.query(
      `UPDATE sys_core.migration SET up_checksum = $3, up_meaning = $4, down_checksum = $5, down_meaning = $6
        WHERE module = $1 AND version = $2`,
      [id.module, id.version, checksums.up, checksums.upMeaning, checksums.down, checksums.downMeaning],
    ),
    appendAudit(session, {
      event: "checksum accepted",
      module: id.module,
      version: id.version,
      details: { why, checksums },
    }),
  ]);
}

/** Stamps the database with its class, bound to its cluster and its name. */
export async function writeEnvironment(session: Session, environment: EnvironmentClass): Promise<void> {
  await Promise.all([
    session.query(
      `INSERT INTO sys_core.environment (class, system_identifier, database_name)
        SELECT $1, system_identifier::text, current_database() FROM pg_control_system()
        ON CONFLICT (only_row) DO UPDATE SET class = excluded.class, system_identifier = excluded.system_identifier,
          database_name = excluded.database_name, set_at = clock_timestamp(), set_by = session_user`,
      [environment],
    ),
    appendAudit(session, { event: "environment set", details: { class: environment } }),
  ]);
}

/** The stored way back of an applied migration, and the hash of it that the audit holds. */
export async function readWayBack(
  session: Session,
  id: MigrationId,
): Promise<{ wayBack: WayBack; storedHash: string; auditedHash: string | null }> {
  const rows = await session.query(
    `SELECT down_sql, down_contract_sql, irreversible, transform_down, bootstrap_inverse, fixtures_inverse, first_schema,
        way_back_hash,
        ${auditedWayBack("m.module", "m.version")} AS audited
      FROM sys_core.migration m WHERE module = $1 AND version = $2`,
    [id.module, id.version],
  );
  const row = must(rows[0], `the history row of ${formatId(id)}`);
  return {
    wayBack: {
      downSql: row["down_sql"] as string | null,
      downContractSql: row["down_contract_sql"] as string | null,
      irreversible: row["irreversible"] as string | null,
      transformDown: row["transform_down"] as boolean,
      firstSchema: row["first_schema"] as string | null,
      bootstrapInverse: row["bootstrap_inverse"],
      fixturesInverse: row["fixtures_inverse"],
    },
    storedHash: row["way_back_hash"] as string,
    auditedHash: row["audited"] as string | null,
  };
}

/** The newest hash of a way back that the audit holds for a history row. */
function auditedWayBack(module: string, version: string): string {
  return `(SELECT a.details->>'way_back' FROM sys_core.migration_audit a
    WHERE a.details ? 'way_back' AND (a.module, a.version) = (${module}, ${version}) ORDER BY a.id DESC LIMIT 1)`;
}

function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
