import { type CatalogSession, readSnapshot } from "../../catalog/read-snapshot.js";
import { StrataError } from "../../errors/strata-error.js";
import { readStoredState, type StoredState } from "../../history/stored-snapshot.js";
import { describeHolder, readLockHolder } from "../../postgres/advisory-lock.js";
import type { Snapshot } from "../../snapshot/snapshot.js";
import { ServerError } from "../../types/session.js";

/** A catalog and the state of the stored snapshot, of one moment. */
export interface SeenCatalog {
  /** Undefined where sys-core has no place for a snapshot yet. */
  readonly state: StoredState | undefined;
  readonly snapshot: Snapshot;
}

/** A reader behind an ALTER TABLE waits no longer than this. */
const LOCK_TIMEOUT = "SET lock_timeout = '10s'";

/**
 * Reads the live catalog and what the stored snapshot was taken of, while no run changes either.
 *
 * @throws StrataError LOCK_BUSY while one does; HISTORY_UNREADABLE when the role may not read the stored snapshot.
 */
export async function readQuietly(session: CatalogSession): Promise<SeenCatalog> {
  try {
    for (;;) {
      const [, before, snapshot, state, holder] = await Promise.all([
        session.run(LOCK_TIMEOUT),
        readStoredState(session),
        readSnapshot(session),
        readStoredState(session),
        readLockHolder(session),
      ]);
      if (holder !== undefined)
        throw new StrataError("LOCK_BUSY", `another process is changing this database: ${describeHolder(holder)}`, {
          hint: "What it has done so far would look like drift. Try again when it has ended.",
          details: { holder },
        });
      // A run that began and ended meanwhile.
      if (before?.applied === state?.applied && before?.head?.applied === state?.head?.applied)
        return { state, snapshot };
    }
  } catch (error) {
    if (!(error instanceof ServerError) || error.code !== "42501") throw error;
    throw new StrataError("HISTORY_UNREADABLE", `this role may not read the stored snapshot: ${error.message}`, {
      hint: "GRANT USAGE ON SCHEMA sys_core and SELECT ON ALL TABLES IN SCHEMA sys_core, or connect as the role that owns them.",
      cause: error,
    });
  }
}
