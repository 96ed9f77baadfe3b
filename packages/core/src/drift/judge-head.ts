import type { Finding } from "../errors/finding.js";
import { SNAPSHOT_FORMAT } from "../snapshot/snapshot.js";
import type { Major } from "../types/major.js";

/** What a stored snapshot was taken of. */
interface Head {
  readonly format: number;
  readonly major: number;
  readonly applied: string;
  readonly takenAt: string;
}

/**
 * Why the stored snapshot cannot be held against a live catalog; undefined where it can. `now` is the catalog's.
 */
export function judgeHead(
  head: Head | undefined,
  now: { readonly major: Major; readonly applied: string },
): Finding | undefined {
  if (head === undefined) return { code: "SNAPSHOT_NONE", message: "no snapshot is stored in this database" };
  const when = `the snapshot that was stored at ${head.takenAt}`;
  if (head.applied !== now.applied)
    return {
      code: "SNAPSHOT_STALE",
      message: `${when} is not of the migrations that are applied now: the run that changed them ended before it could store another`,
    };
  if (head.format !== SNAPSHOT_FORMAT)
    return {
      code: "SNAPSHOT_NOT_COMPARABLE",
      message: `${when} has format ${head.format}, and this strata compares format ${SNAPSHOT_FORMAT}`,
    };
  if (head.major !== now.major)
    return {
      code: "SNAPSHOT_NOT_COMPARABLE",
      message: `${when} was written by PostgreSQL ${head.major}, and the server is ${now.major}: they write the same expressions differently`,
    };
  return undefined;
}
