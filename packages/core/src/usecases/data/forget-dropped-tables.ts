import type { Session } from "../../types/session.js";

/**
 * Forgets the labels of tables that are gone. Called after the SQL of a step and before its commit, for an oid that is
 * free can be given to another table.
 */
export async function forgetDroppedTables(session: Session): Promise<void> {
  await session.run(
    "DELETE FROM sys_core.dataset_row d WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = d.relation)",
  );
}
