/**
 * Which data a server serves, as PostgreSQL tells clusters apart. A copy of the files has the same system; a restored
 * dump and what pg_upgrade makes have another. A promoted standby and a cluster restored to a point in time have another
 * timeline.
 */
export interface ClusterIdentity {
  /** The system identifier, in decimal. */
  readonly system: string;
  /** Null on a standby, whose timeline is that of the server it follows. */
  readonly timeline: number | null;
}
