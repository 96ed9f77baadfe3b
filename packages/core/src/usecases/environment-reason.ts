import type { History } from "../history/history.js";

/** Whether the database has a stamp that was made for it. */
export function hasValidStamp({ stamp, systemIdentifier, databaseName }: History): boolean {
  return stamp !== undefined && stamp.systemIdentifier === systemIdentifier && stamp.databaseName === databaseName;
}

/** Why a database has the class that counts: one clause, without a full stop. */
export function environmentReason(history: History): string {
  const { stamp, systemIdentifier } = history;
  if (stamp === undefined) return "it has no stamp, and without one a database is production";
  if (hasValidStamp(history)) return "it is stamped so";
  return stamp.systemIdentifier === systemIdentifier
    ? `its stamp (${stamp.class}) was made for database "${stamp.databaseName}" and was copied here`
    : `its stamp (${stamp.class}) was made in another cluster and was copied here`;
}
