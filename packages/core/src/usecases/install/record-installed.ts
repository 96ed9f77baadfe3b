import { must } from "../../errors/internal-error.js";
import { appendAudit } from "../../history/audit.js";
import { recordApplied } from "../../history/write-history.js";
import type { MeaningChecksums } from "../../migration/meaning-checksums.js";
import type { Migration } from "../../migration/migration.js";
import { firstSchema } from "../../ownership/first-schema.js";
import type { PlannedStep } from "../../plan/plan.js";
import { Answers } from "../../postgres/answers.js";
import { takesFixtures } from "../../types/environment.js";
import { formatId } from "../../types/ids.js";
import { historyEntry } from "../step/record-up.js";
import { moduleOf, type RunWorld } from "../step/run-world.js";
import type { RecordedMigration } from "../../dump/latest-history.js";
import type { InstallSource } from "./install-source.js";

/** Writes the history of an installed database as a replay would have: one row for each migration, in their order. */
export async function recordInstalled(
  world: RunWorld,
  steps: readonly PlannedStep[],
  source: InstallSource,
  startedAt: number,
): Promise<void> {
  const { connection, strataVersion } = world;
  const replayed = new Map(source.modules.map((one) => [one.module.name, one.replayed]));
  const migrations = new Map(world.workspace.migrations.map((migration) => [formatId(migration), migration]));
  const answers = new Answers();
  answers.expect(
    appendAudit(connection, {
      event: "installed",
      details: {
        from: source.hash,
        modules: source.modules.map(({ module }) => module.name),
        migrations: steps.length,
      },
    }),
  );
  for (const step of steps) {
    const migration = must(migrations.get(formatId(step)), `the folder of ${formatId(step)}`);
    const module = must(moduleOf(world, step.module), `module ${step.module}`);
    const known = replayed.get(step.module)?.get(step.version);
    const meaning = await meaningOf(world, migration, known);
    const entry = historyEntry(
      { step, module, migration, meaning, firstSchema: firstSchema(module.owns), strataVersion, startedAt },
      {
        bootstrap: known?.bootstrap ?? null,
        fixtures: takesFixtures(world.environment) ? (known?.fixtures ?? null) : null,
      },
    );
    answers.expect(recordApplied(connection, entry));
  }
  await answers.settle();
}

/** What the replay found is true of the same bytes. */
async function meaningOf(
  world: RunWorld,
  migration: Migration,
  known: RecordedMigration | undefined,
): Promise<MeaningChecksums> {
  const { checksums } = migration;
  if (known?.checksums.up !== checksums.up || known.checksums.down !== checksums.down)
    return world.sql.checksums(migration);
  return { upMeaning: known.checksums.upMeaning, downMeaning: known.checksums.downMeaning };
}
