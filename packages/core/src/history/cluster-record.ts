import { must } from "../errors/internal-error.js";
import type { ClusterIdentity } from "../types/cluster-identity.js";
import type { Session } from "../types/session.js";

/**
 * The cluster of the session's server, as an expression of type json. The control file tells the timeline too, but after a
 * promotion only from the next checkpoint on; the name of the WAL file that is being written tells it at once.
 * https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-BACKUP
 */
export const CLUSTER = `(SELECT pg_catalog.json_build_object('system', system_identifier::text, 'timeline',
    CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN
      ('x' || pg_catalog.left(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 8))::bit(32)::int END)
  FROM pg_catalog.pg_control_system())`;

/**
 * The cluster that the newest event was written in, as an expression of type jsonb. Failures do not count: the first run
 * that changes something is to say where it does so. The scan goes backwards through the primary key and ends at the
 * first event that is none.
 */
export const RECORDED_CLUSTER = `(SELECT details->'cluster' FROM sys_core.migration_audit
  WHERE event <> 'failed' ORDER BY id DESC LIMIT 1)`;

/** Reads which cluster the session's server serves, in one round trip. */
export async function readCluster(session: Session): Promise<ClusterIdentity> {
  const rows = await session.query<{ cluster: ClusterIdentity }>(`SELECT ${CLUSTER} AS cluster`);
  return must(rows[0], "the cluster").cluster;
}
