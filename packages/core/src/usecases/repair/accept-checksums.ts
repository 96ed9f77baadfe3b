import { StrataError } from "../../errors/strata-error.js";
import { recordAccepted } from "../../history/write-history.js";
import { listRawDifferences } from "../../plan/check-history.js";
import { acquireLock } from "../../postgres/advisory-lock.js";
import { transaction } from "../../postgres/transaction.js";
import { loadParser } from "../../sql/load-parser.js";
import type { ModuleName, Version } from "../../types/ids.js";
import { meaningChecksums } from "../../migration/meaning-checksums.js";
import { withDatabase } from "../open-database.js";
import { findWorkspace, readWorkspace } from "../open-workspace.js";
import type { CommonOptions } from "../options.js";
import { requireInstalled, requireWritable } from "../require-installed.js";

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
  if (why.trim() === "") throw new StrataError("REASON_MISSING", "accepting a change needs a reason", { hint: "--why TEXT" });
  const place = findWorkspace(options);
  return withDatabase(
    options,
    async ({ connection }) => {
      const workspace = await readWorkspace(place);
      await acquireLock(connection, { waitMs: 10_000 });
      const history = await requireInstalled(connection);
      requireWritable(history);
      const migration = workspace.migrations.find((one) => one.module === module && one.version === version);
      const applied = history.applied.some((row) => row.module === module && row.version === version);
      if (migration === undefined || !applied)
        throw new StrataError("MIGRATION_NOT_APPLIED", `${module}@${version} is not both on disk and applied`, {
          hint: "`strata status` lists what is applied.",
        });
      const { modules, migrations } = workspace;
      const difference = listRawDifferences({ modules, migrations, applied: history.applied }).find(
        (one) => one.migration === migration,
      );
      if (difference === undefined) return { module, version, accepted: [] };
      const checksums = { ...migration.checksums, ...meaningChecksums(await loadParser(), migration) };
      await transaction(connection, () => recordAccepted(connection, { module, version }, checksums, why));
      const { up, down } = difference;
      return { module, version, accepted: [...(up ? (["up"] as const) : []), ...(down ? (["down"] as const) : [])] };
    },
    place,
  );
}
