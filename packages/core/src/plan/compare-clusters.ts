import type { Finding } from "../errors/finding.js";
import type { ClusterIdentity } from "../types/cluster-identity.js";

/** How two readings of one database's cluster differ. */
export type ClusterDifference = "none" | "system" | "timeline";

/** Compares two readings; a timeline that is not known is not compared. */
export function compareClusters(before: ClusterIdentity, now: ClusterIdentity): ClusterDifference {
  if (before.system !== now.system) return "system";
  const known = before.timeline !== null && now.timeline !== null;
  return known && before.timeline !== now.timeline ? "timeline" : "none";
}

/**
 * What there is to say when the history was last written in another cluster than the one it is read in: something may
 * have been lost between them. `recorded` is undefined where nothing was recorded.
 */
export function clusterFindings(recorded: ClusterIdentity | undefined, now: ClusterIdentity): Finding[] {
  const hint =
    "The history in this database is the truth: what it lacks runs again. See whether data were lost with it. The next run records this server, and so does `strata env set`.";
  switch (recorded === undefined ? "none" : compareClusters(recorded, now)) {
    case "system":
      return [
        {
          code: "CLUSTER_CHANGED",
          message: `the history was last written on another server (system identifier ${recorded?.system}, here ${now.system}): the database was restored from a dump, or upgraded with pg_upgrade`,
          hint,
        },
      ];
    case "timeline":
      return [
        {
          code: "TIMELINE_CHANGED",
          message: `the history was last written on timeline ${recorded?.timeline}, and the server is on timeline ${now.timeline}: a standby was promoted, or the server was restored to a point in time`,
          hint,
        },
      ];
    case "none":
      return [];
  }
}
