import { StrataError } from "../../errors/strata-error.js";
import { type History, SYS_CORE_FORMAT } from "../../history/history.js";
import { readHistory } from "../../history/read-history.js";
import type { ReadOnly } from "../../history/read-only.js";
import type { Session } from "../../types/session.js";
import { explainReadOnly } from "./explain-read-only.js";

/**
 * The history of a database that strata has written to.
 *
 * @throws StrataError NOT_INSTALLED when there is none.
 */
export async function requireInstalled(session: Session): Promise<History> {
  return requireHistory(await readHistory(session));
}

/** The same for a history that has been read. Throws NOT_INSTALLED. */
export function requireHistory(history: History): History {
  if (!history.installed)
    throw new StrataError("NOT_INSTALLED", `database "${history.databaseName}" has no history of strata`, {
      hint: "`strata up` begins one.",
    });
  return history;
}

/**
 * Refuses to write where a newer strata has changed the form of the history, or where nothing can be written.
 *
 * @throws StrataError FORMAT_NEWER, READ_ONLY.
 */
export function requireWritable(history: History): void {
  if (history.format > SYS_CORE_FORMAT)
    throw new StrataError(
      "FORMAT_NEWER",
      `the history has format ${history.format}; this strata writes format ${SYS_CORE_FORMAT}`,
      { hint: "Use the version of strata that last migrated this database, or a newer one." },
    );
  if (history.readOnly) throw readOnlyError(history.databaseName, history.readOnly);
}

function readOnlyError(databaseName: string, readOnly: ReadOnly): StrataError {
  const { reason, hint } = explainReadOnly(readOnly);
  return new StrataError("READ_ONLY", `nothing can be written to database "${databaseName}": ${reason}`, {
    hint,
    details: { readOnly },
  });
}
