import { must } from "../../errors/internal-error.js";
import { recordApplied } from "../../history/write-history.js";
import type { MeaningChecksums } from "../../migration/meaning-checksums.js";
import { transformExports } from "../../migration/transform-exports.js";
import { wayBackOf } from "../../migration/way-back.js";
import { parseId } from "../../types/ids.js";
import type { StepContext } from "./step-context.js";

/** Writes the history and audit rows of a way up that has run, within the caller's transaction. */
export async function recordUp(
  context: Pick<StepContext, "world" | "step" | "module" | "migration" | "settings"> & {
    readonly start: Pick<StepContext["start"], "startedAt">;
  },
  meaning: MeaningChecksums,
  inverse: { readonly bootstrap: unknown; readonly fixtures: unknown },
): Promise<void> {
  const { world, step, settings, start } = context;
  const migration = must(context.migration, `the folder of ${step.module}@${step.version}`);
  const module = must(context.module, `module ${step.module}`);
  await recordApplied(world.connection, {
    module: step.module,
    version: step.version,
    name: step.name,
    checksums: { ...migration.checksums, ...meaning },
    requires: step.requires.map((id) => must(parseId(id), `the required ${id}`)),
    wayBack: {
      ...wayBackOf(migration, transformExports(migration.transform?.text ?? "").down, settings.firstSchema),
      bootstrapInverse: inverse.bootstrap,
      fixturesInverse: inverse.fixtures,
    },
    packageName: module.packageName,
    packageVersion: module.packageVersion,
    strataVersion: world.strataVersion,
    startedAt: start.startedAt,
  });
}
