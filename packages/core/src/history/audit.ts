import { must } from "../errors/internal-error.js";
import type { ClusterIdentity } from "../types/cluster-identity.js";
import type { Session } from "../types/session.js";
import { CLUSTER_JSON } from "./cluster-record.js";

/** What the audit records. */
export type AuditEvent =
  | "applied"
  | "adopted"
  | "installed"
  | "taken back"
  | "failed"
  | "restamped"
  | "environment set"
  | "checksum accepted"
  | "drift found";

/** One event before it is linked into the chain. */
export interface AuditEntry {
  readonly event: AuditEvent;
  readonly module?: string;
  readonly version?: string;
  /** JSON values only; never a secret. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** A linked row of the audit. */
export interface AuditRow {
  readonly id: number;
  /** UTC, ISO 8601 with microseconds: as it was hashed. */
  readonly at: string;
  readonly actor: string;
  readonly event: string;
  readonly module: string | null;
  readonly version: string | null;
  /** The text of the jsonb value: as it was hashed. */
  readonly details: string;
  readonly previousHash: string;
  readonly hash: string;
}

/** Appends one event with the cluster that it happens in; the server links it under a row lock on the chain's head that lasts until the transaction ends. */
export async function appendAudit(session: Session, entry: AuditEntry): Promise<void> {
  await session.query(insertAudit(), [
    entry.event,
    entry.module ?? null,
    entry.version ?? null,
    auditDetails(entry.details),
  ]);
}

/** What appends an event, for a statement that does more: `$1` to `$4` are event, module, version and {@link auditDetails}. */
export function insertAudit(cluster?: ClusterIdentity): string {
  const asked = cluster === undefined ? ` || pg_catalog.jsonb_build_object('cluster', ${CLUSTER_JSON})` : "";
  return `INSERT INTO sys_core.migration_audit (event, module, version, details) VALUES ($1, $2, $3, $4::text::jsonb${asked})`;
}

/** The details of an event as {@link insertAudit} takes them: with the cluster, where that is known. */
export function auditDetails(details: AuditEntry["details"], cluster?: ClusterIdentity): string {
  return JSON.stringify(cluster === undefined ? details : { ...details, cluster });
}

/** A number in JSON: a float8 is rounded where extra_float_digits is negative. */
const ID = "to_json(id) AS id";

const COLUMNS = `${ID},
  to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
  actor, event, module, version, details::text AS details, previous_hash AS "previousHash", hash`;

/** The newest `limit` rows, oldest first; of one module when it is given. */
export async function readAudit(session: Session, options: { limit: number; module?: string }): Promise<AuditRow[]> {
  const rows = await session.query(
    `SELECT ${COLUMNS} FROM sys_core.migration_audit
      WHERE $1::text IS NULL OR module = $1 ORDER BY migration_audit.id DESC LIMIT $2`,
    [options.module ?? null, options.limit],
  );
  return (rows as unknown as AuditRow[]).toReversed();
}

/** Rows from `after` on, in the chain's order, at most `limit`: the chain is verified in pieces of bounded memory. */
export async function readAuditPiece(session: Session, after: number, limit: number): Promise<AuditRow[]> {
  const rows = await session.query(
    `SELECT ${COLUMNS} FROM sys_core.migration_audit WHERE id > $1 ORDER BY migration_audit.id LIMIT $2`,
    [after, limit],
  );
  return rows as unknown as AuditRow[];
}

/** The newest link: what an operator exports to prove later that nothing before it was changed or cut off. */
export async function readAuditHead(session: Session): Promise<{ id: number; hash: string }> {
  const rows = await session.query<{ id: number; hash: string }>(
    `SELECT ${ID}, hash FROM sys_core.migration_audit_head`,
  );
  return must(rows[0], "the head of the audit");
}
