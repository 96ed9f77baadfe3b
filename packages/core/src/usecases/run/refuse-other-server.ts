import { StrataError } from "../../errors/strata-error.js";
import { compareClusters } from "../../plan/compare-clusters.js";
import type { ClusterIdentity } from "../../types/cluster-identity.js";

/**
 * Refuses to go on with a run on another server than the one it began on. A promoted standby is none: whether it has what
 * the run had done is for the history to say.
 *
 * @throws StrataError HISTORY_CHANGED
 */
export function refuseOtherServer(before: ClusterIdentity, now: ClusterIdentity): void {
  if (compareClusters(before, now) !== "system") return;
  throw new StrataError(
    "HISTORY_CHANGED",
    `what answers at the address now is another server: its system identifier is ${now.system}, that of the run's is ${before.system}`,
    {
      hint: "See where the URL leads: `strata status` shows the database that it names now.",
      details: { before, now },
    },
  );
}
