import { StrataError } from "../../errors/strata-error.js";
import { recordAccepted } from "../../history/write-history.js";
import { checkHistory } from "../../plan/check-history.js";
import { acquireLock } from "../../postgres/advisory-lock.js";
import { transaction } from "../../postgres/transaction.js";
import { loadParser } from "../../sql/load-parser.js";
import type { ModuleName, Version } from "../../types/ids.js";
import { meaningChecksums } from "../../migration/meaning-checksums.js";
import { withDatabase } from "../open/open-database.js";
import { findWorkspace, readWorkspace } from "../open/open-workspace.js";
import type { CommonOptions } from "../options.js";
import { refusePooler } from "../open/refuse-pooler.js";
import { requireInstalled, requireWritable } from "../open/require-installed.js";

/** What was accepted. */
export interface AcceptedChecksums {
  readonly module: ModuleName;
  readonly version: Version;
  /** Which of the two groups of files differed; empty when neither did and nothing was written. */
  readonly accepted: readonly ("up" | "down")[];
}

/**
 * Takes the files on disk for those that were applied, with a reason that the audit keeps. Nothing is executed, and the
 * stored way back stays as it is.
 *
 * @throws StrataError MIGRATION_NOT_APPLIED when disk and history do not both hold it.
 */
export async function acceptChecksums(
  options: CommonOptions & { readonly module: ModuleName; readonly version: Version; readonly why: string },
): Promise<AcceptedChecksums> {
  const { module, version, why } = options;
  if (why.trim() === "")
    throw new StrataError("REASON_MISSING", "accepting a change needs a reason", { hint: "--why TEXT" });
  const place = findWorkspace(options);
  return withDatabase(
    options,
    async (database) => {
      const { connection } = database;
      const workspace = await readWorkspace(place);
      await refusePooler(database, options);
      await acquireLock(connection, { waitMs: 10_000, signal: options.signal });
      const history = await requireInstalled(connection);
      requireWritable(history);
      const { modules, migrations } = workspace;
      const { applied, edited } = checkHistory({ modules, migrations, applied: history.applied });
      const pair = [...applied, ...edited].find(
        (one) => one.migration.module === module && one.migration.version === version,
      );
      if (pair === undefined)
        throw new StrataError("MIGRATION_NOT_APPLIED", `${module}@${version} is not both on disk and applied`, {
          hint: "`strata status` lists what is applied.",
        });
      const { migration, row } = pair;
      const up = row.checksums.up !== migration.checksums.up;
      const down = row.checksums.down !== migration.checksums.down;
      if (!up && !down) return { module, version, accepted: [] };
      const checksums = { ...migration.checksums, ...meaningChecksums(await loadParser(), migration) };
      await transaction(connection, () => recordAccepted(connection, row, checksums, why));
      return { module, version, accepted: [...(up ? (["up"] as const) : []), ...(down ? (["down"] as const) : [])] };
    },
    place,
  );
}
