import type { InverseDelta } from "../dataset/inverse-delta.js";
import type { AppliedMigration } from "../migration/migration.js";
import { formatId, type MigrationId } from "../types/ids.js";
import type { Session } from "../types/session.js";

/** What the history says of an applied migration beside its way back in SQL. */
export interface RecordedRow {
  readonly checksums: AppliedMigration["checksums"];
  readonly bootstrap: InverseDelta | null;
  readonly fixtures: InverseDelta | null;
}

/** Reads what is recorded of every applied migration, by `module@version`. */
export async function readRecordedRows(session: Session): Promise<Map<string, RecordedRow>> {
  const rows = await session.query<
    Record<string, unknown> & MigrationId & RecordedRow["checksums"] & Omit<RecordedRow, "checksums">
  >(
    `SELECT module, version, up_checksum AS up, up_meaning AS "upMeaning", down_checksum AS down,
       down_meaning AS "downMeaning", bootstrap_inverse AS bootstrap, fixtures_inverse AS fixtures
     FROM sys_core.migration`,
  );
  return new Map(
    rows.map(({ up, upMeaning, down, downMeaning, bootstrap, fixtures, ...id }) => [
      formatId(id),
      { checksums: { up, upMeaning, down, downMeaning }, bootstrap, fixtures },
    ]),
  );
}
