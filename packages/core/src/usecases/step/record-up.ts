import { must } from "../../errors/internal-error.js";
import { type HistoryEntry, recordApplied } from "../../history/write-history.js";
import type { MeaningChecksums } from "../../migration/meaning-checksums.js";
import type { Migration } from "../../migration/migration.js";
import { transformExports } from "../../migration/transform-exports.js";
import { wayBackOf } from "../../migration/way-back.js";
import type { Module } from "../../module/module.js";
import type { PlannedStep } from "../../plan/plan.js";
import { parseId } from "../../types/ids.js";
import type { StepContext } from "./step-context.js";

/** What undoes the rows that a migration shipped; null where it shipped none. */
interface InverseRows {
  readonly bootstrap: unknown;
  readonly fixtures: unknown;
}

/** Writes the history and audit rows of a way up that has run, within the caller's transaction. */
export async function recordUp(
  context: Pick<StepContext, "world" | "step" | "module" | "migration" | "settings"> & {
    readonly start: Pick<StepContext["start"], "startedAt">;
  },
  meaning: MeaningChecksums,
  inverse: InverseRows,
): Promise<void> {
  const { world, step, settings, start } = context;
  const migration = must(context.migration, `the folder of ${step.module}@${step.version}`);
  const module = must(context.module, `module ${step.module}`);
  const { strataVersion } = world;
  const { firstSchema } = settings;
  const { startedAt } = start;
  await recordApplied(
    world.connection,
    historyEntry({ step, module, migration, meaning, firstSchema, strataVersion, startedAt }, inverse),
    world.cluster,
  );
}

/** What the history row of a migration says that stands in a folder. */
export function historyEntry(
  {
    step,
    module,
    migration,
    meaning,
    firstSchema,
    ...when
  }: Pick<HistoryEntry, "strataVersion" | "startedAt"> & {
    readonly step: Pick<PlannedStep, "module" | "version" | "name" | "requires">;
    readonly module: Module;
    readonly migration: Migration;
    readonly meaning: MeaningChecksums;
    /** What unqualified names of its SQL mean. */
    readonly firstSchema: string;
  },
  inverse: InverseRows,
): HistoryEntry {
  return {
    ...when,
    module: step.module,
    version: step.version,
    name: step.name,
    checksums: { ...migration.checksums, ...meaning },
    requires: step.requires.map((id) => must(parseId(id), `the required ${id}`)),
    wayBack: {
      ...wayBackOf(migration, transformExports(migration.transform?.text ?? "").down, firstSchema),
      bootstrapInverse: inverse.bootstrap,
      fixturesInverse: inverse.fixtures,
    },
    packageName: module.packageName,
    packageVersion: module.packageVersion,
  };
}
