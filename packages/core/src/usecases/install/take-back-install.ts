import { readSnapshot } from "../../catalog/read-snapshot.js";
import { dropStatements } from "../../dump/drop-statements.js";
import { closeInstallIntent, type InstallIntent } from "../../history/install-intent.js";
import { forgetDroppedTables } from "../../history/labels.js";
import { assignOwners } from "../../ownership/assign-owners.js";
import { newestVersions } from "../../ownership/newest-versions.js";
import { moduleOf } from "../../ownership/owner.js";
import { proveLock } from "../../postgres/advisory-lock.js";
import { explainServerError } from "../../postgres/sql-error.js";
import { transaction } from "../../postgres/transaction.js";
import { ServerError } from "../../types/session.js";
import type { RunWorld } from "../step/run-world.js";

/** Statements in one transaction: a dropped table takes as many locks as it has indexes, and some more. */
const AT_ONCE = 200;

/**
 * Removes what an installation has made that did not end: when it began, no object of its modules was there, so all of
 * them are its own. What a module claims that came into the workspace since is left. May be called again after any failure.
 *
 * @throws StrataError SQL_FAILED where something that is not the modules' needs one of the objects.
 */
export async function takeBackInstall(world: RunWorld, intent: InstallIntent): Promise<void> {
  const { connection, workspace } = world;
  const { objects } = await readSnapshot(connection);
  const owners = assignOwners(objects, workspace.modules, newestVersions(workspace.migrations));
  const made = Object.entries(objects).filter(([key]) => {
    const module = moduleOf(owners.of.get(key));
    return module !== undefined && intent.modules.includes(module);
  });
  const statements = dropStatements(Object.fromEntries(made));
  for (let start = 0; start < statements.length; start += AT_ONCE)
    await inTransaction(world, statements.slice(start, start + AT_ONCE));
  await transaction(connection, async () => {
    await forgetDroppedTables(connection);
    await closeInstallIntent(connection, intent);
    await proveLock(connection);
  });
}

async function inTransaction({ connection, signal }: RunWorld, statements: readonly string[]): Promise<void> {
  signal?.throwIfAborted();
  try {
    await transaction(connection, async () => {
      await connection.run(statements.join(";\n"));
      await proveLock(connection);
    });
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    throw explainServerError(error, { sentence: "taking back an installation that did not end" });
  }
}
