import { must } from "../../errors/internal-error.js";
import { recordApplied } from "../../history/write-history.js";
import { SYS_CORE } from "../../module/module.js";
import { firstSchema } from "../../ownership/first-schema.js";
import type { PlannedStep } from "../../plan/plan.js";
import { proveLock } from "../../postgres/advisory-lock.js";
import type { Connection } from "../../postgres/connection.js";
import { transaction } from "../../postgres/transaction.js";
import { formatId, type MigrationId } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import type { WorkspacePlace } from "../open/open-workspace.js";
import { SqlReader } from "../step/sql-reader.js";
import { historyEntry } from "../step/record-up.js";
import { STRATA_VERSION } from "../strata-version.js";

/**
 * Writes the history rows of migrations whose objects the database was proven to hold, with the ways back that a run would
 * have stored and the audit event `adopted`, all in one transaction of a session that has the lock. Nothing else is touched.
 *
 * @throws StrataError LOCK_LOST, COMMIT_UNKNOWN.
 */
export async function recordAdopted(
  connection: Connection,
  place: WorkspacePlace,
  workspace: Workspace,
  steps: readonly PlannedStep[],
): Promise<MigrationId[]> {
  const folders = new Map(workspace.migrations.map((migration) => [formatId(migration), migration]));
  const sql = new SqlReader(place.cacheDirectory);
  const recorded = steps.filter((step) => step.module !== SYS_CORE);
  await transaction(connection, async () => {
    const [row] = await connection.values("SELECT extract(epoch FROM pg_catalog.clock_timestamp())::float8");
    for (const step of recorded) {
      const migration = must(folders.get(formatId(step)), `the folder of ${formatId(step)}`);
      const module = must(
        workspace.modules.find(({ name }) => name === step.module),
        `module ${step.module}`,
      );
      const { tool, original } = must(migration.headers.adopted, `the origin of ${formatId(step)}`);
      const entry = historyEntry(
        {
          step,
          module,
          migration,
          meaning: await sql.checksums(migration),
          firstSchema: firstSchema(module.owns),
          strataVersion: STRATA_VERSION,
          startedAt: Number(row?.[0]),
        },
        { bootstrap: null, fixtures: null },
      );
      await recordApplied(connection, { ...entry, adopted: { from: tool, original } });
    }
    await proveLock(connection);
  });
  return recorded.map(({ module, version }) => ({ module, version }));
}
