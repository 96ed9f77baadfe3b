import type { History } from "../history/history.js";
import type { EnvironmentClass } from "../types/environment.js";
import type { ChosenTarget } from "./open/choose-target.js";

/** Whether the database has a stamp that was made for it. */
export function hasValidStamp({ stamp, cluster, databaseName }: History): boolean {
  return stamp !== undefined && stamp.systemIdentifier === cluster.system && stamp.databaseName === databaseName;
}

/**
 * The class that counts. A database without a history on strata's own server was made by strata: it is development, and
 * the first step stamps it so.
 *
 * @param kind Whose server it is on.
 */
export function environmentOf(history: History, kind: ChosenTarget["kind"]): EnvironmentClass {
  return isOwnAndNew(history, kind) ? "development" : history.environment;
}

function isOwnAndNew({ installed }: History, kind: ChosenTarget["kind"] | undefined): boolean {
  return !installed && kind === "embedded";
}

/** Why a database has the class that counts: one clause, without a full stop. */
export function environmentReason(history: History, kind?: ChosenTarget["kind"]): string {
  if (isOwnAndNew(history, kind)) return "it is on strata's own server, and the first `up` stamps it so";
  const { stamp, cluster } = history;
  if (stamp === undefined) return "it has no stamp, and without one a database is production";
  if (hasValidStamp(history)) return "it is stamped so";
  return stamp.systemIdentifier === cluster.system
    ? `its stamp (${stamp.class}) was made for database "${stamp.databaseName}" and was copied here`
    : `its stamp (${stamp.class}) was made in another cluster and was copied here`;
}
