import { must } from "../errors/internal-error.js";
import type { ClusterIdentity } from "../types/cluster-identity.js";
import type { Session } from "../types/session.js";

/**
 * The WAL file that is being written; null on a standby. Its name begins with the timeline. The control file tells that
 * too, but after a promotion only from the next checkpoint on.
 * https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-BACKUP
 */
const WAL_FILE = `CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN
    pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()) END`;

const SYSTEM = "(SELECT system_identifier::text FROM pg_catalog.pg_control_system())";

/** What {@link toCluster} reads, as columns of a query. Text, and not made into JSON there: every look pays for it. */
export const CLUSTER_COLUMNS = `${SYSTEM} AS system, ${WAL_FILE} AS wal_file`;

/** A row with {@link CLUSTER_COLUMNS}. */
export type ClusterColumns = {
  readonly system: string;
  readonly wal_file: string | null;
};

/** The cluster of the session's server. */
export function toCluster({ system, wal_file: walFile }: ClusterColumns): ClusterIdentity {
  return { system, timeline: walFile === null ? null : Number.parseInt(walFile.slice(0, 8), 16) };
}

/** The same as an expression of type json, for what is recorded. */
export const CLUSTER_JSON = `pg_catalog.json_build_object('system', ${SYSTEM},
    'timeline', ('x' || pg_catalog.left(${WAL_FILE}, 8))::bit(32)::int)`;

/**
 * The cluster that the newest event was written in, as an expression of type jsonb. Failures do not count: the first run
 * that changes something is to say where it does so. The scan goes backwards through the primary key and ends at the
 * first event that is none.
 */
export const RECORDED_CLUSTER = `(SELECT details->'cluster' FROM sys_core.migration_audit
  WHERE event <> 'failed' ORDER BY id DESC LIMIT 1)`;

/** Reads which cluster the session's server serves, in one round trip. */
export async function readCluster(session: Session): Promise<ClusterIdentity> {
  const rows = await session.query<ClusterColumns>(`SELECT ${CLUSTER_COLUMNS}`);
  return toCluster(must(rows[0], "the cluster"));
}
