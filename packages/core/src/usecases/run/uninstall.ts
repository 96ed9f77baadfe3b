import { must } from "../../errors/internal-error.js";
import { StrataError } from "../../errors/strata-error.js";
import type { History } from "../../history/history.js";
import { readHistory } from "../../history/read-history.js";
import { SYS_CORE } from "../../module/module.js";
import { acquireLock } from "../../postgres/advisory-lock.js";
import { transaction } from "../../postgres/transaction.js";
import { loadParser } from "../../sql/load-parser.js";
import { splitStatements } from "../../sql/split.js";
import { hasEffect } from "../../plan/open-intent.js";
import { commandOf, describeIntent } from "../../plan/unfinished.js";
import { formatId } from "../../types/ids.js";
import { withDatabase } from "../open/open-database.js";
import { findWorkspace, readWorkspace } from "../open/open-workspace.js";
import type { RunOptions, RunResult } from "../options.js";
import { refusePooler } from "../open/refuse-pooler.js";
import { requireInstalled, requireWritable } from "../open/require-installed.js";
import { requireName } from "../open/require-name.js";
import { rollBack } from "./roll-back.js";
import { runStatements } from "../step/run-statements.js";

/**
 * Takes everything back, sys-core last: nothing of strata and of its modules is left, and no history either. The
 * database's name is the confirmation.
 *
 * @throws StrataError NAME_NOT_CONFIRMED, UNFINISHED_OTHER_WAY; what taking back throws, with sys-core and the rest of the history intact.
 */
export async function uninstall(options: RunOptions & { readonly database: string }): Promise<RunResult> {
  await withDatabase(options, async ({ connection }) => {
    const history = await requireInstalled(connection);
    requireName(history.databaseName, options.database);
    requireWritable(history);
    refuseHalfApplied(history);
  });
  const result = await rollBack({ ...options, all: true, allowProduction: true });
  const place = findWorkspace(options);
  await withDatabase(
    options,
    async (database) => {
      const { connection } = database;
      const workspace = await readWorkspace(place);
      const parser = await loadParser();
      await refusePooler(database, options);
      await acquireLock(connection, { waitMs: options.lockWaitMs ?? 60_000, signal: options.signal });
      const now = await readHistory(connection);
      refuseNewcomers(now);
      refuseHalfApplied(now);
      // A database that was last migrated by an older strata has fewer of them.
      const here = new Set(now.applied.map(formatId));
      const own = workspace.migrations.filter((one) => one.module === SYS_CORE && here.has(formatId(one)));
      await transaction(connection, async () => {
        for (const migration of own.toReversed()) {
          const file = must(migration.down, `down.sql of ${SYS_CORE}@${migration.version}`);
          await runStatements(connection, file, splitStatements(parser, file), options.signal);
        }
      });
    },
    place,
  );
  return result;
}

/** Another run may have applied something since everything was taken back: without the history nobody could take it back. */
function refuseNewcomers({ applied }: History): void {
  const come = applied.filter(({ module }) => module !== SYS_CORE).map(formatId);
  if (come.length === 0) return;
  throw new StrataError("PLAN_STALE", `${come.join(", ")} was applied while everything was taken back`, {
    hint: "Stop what runs `strata up` here, then run this command again.",
  });
}

/** What a way up without a transaction, or an installation, has done so far is in no history row: nothing would take it back. */
function refuseHalfApplied({ intents, installing }: History): void {
  if (installing !== null)
    throw new StrataError(
      "UNFINISHED_OTHER_WAY",
      `an installation from LATEST has not ended: ${installing.done} of ${installing.total} transactions are done`,
      { hint: "Finish it first: strata up" },
    );
  const intent = intents.find((one) => one.direction === "up" && hasEffect(one));
  if (intent === undefined) return;
  throw new StrataError("UNFINISHED_OTHER_WAY", describeIntent(intent, intent), {
    hint: `Finish it first: ${commandOf(intent, intent.module)}`,
  });
}
