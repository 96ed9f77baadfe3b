import { must } from "../../errors/internal-error.js";
import { forgetDroppedTables } from "../../history/labels.js";
import type { DatasetKind } from "../../dataset/dataset.js";
import { isEmptyInverse } from "../../dataset/inverse-delta.js";
import type { DataSource } from "../../migration/migration.js";
import { transformExports } from "../../migration/transform-exports.js";
import { owns } from "../../ownership/owns.js";
import { takesFixtures } from "../../types/environment.js";
import { readDataset } from "../../workspace/read-dataset.js";
import { type LoadedDelta, loadDelta } from "../data/load-delta.js";
import { recordUp } from "./record-up.js";
import { endStep, runFile, runPhase, runTransformPhase, type StepContext, type StepOutcome } from "./step-context.js";
import { settleWatched, watchLabels } from "./step-labels.js";

/**
 * The phases of a way up, within the caller's transaction: up.sql, bootstrap, transform, up.contract.sql, fixtures
 * (development and test only), then the history and audit rows. Throws what a phase throws; the caller rolls back. What
 * was sent last may be under way when it ends: `context.session.settle` waits for it.
 */
export async function stepUp(context: StepContext): Promise<StepOutcome> {
  const { world, step, files, session } = context;
  const migration = must(context.migration, `the folder of ${step.module}@${step.version}`);
  const unedited = await watchLabels(context);
  await runFile(context, "up", files.first);
  const bootstrap = await load(context, "bootstrap", migration.bootstrap);
  const exports = transformExports(migration.transform?.text ?? "");
  if (exports.up) await runTransformPhase(context);
  await runFile(context, "up.contract", files.contract);
  const fixtures = await load(context, "fixtures", takesFixtures(world.environment) ? migration.fixtures : undefined);
  // What was sent leaves when this turn of the event loop ends: the server is at work on it during what follows.
  await new Promise(setImmediate);
  const meaning = await world.sql.checksums(migration);
  // Code may have ended the transaction: strata's own rows must not be written outside of one.
  if (exports.up) {
    endStep(context);
    await session.settle();
  }
  await settleWatched(context, unedited);
  world.onProgress({ type: "phase", step, phase: "record" });
  if (world.labelled.size > 0) session.expect(forgetDroppedTables(world.connection));
  session.expect(recordUp(context, meaning, { bootstrap: inverseOf(bootstrap), fixtures: inverseOf(fixtures) }));
  return sumOf([bootstrap, fixtures]);
}

async function load(
  context: StepContext,
  kind: DatasetKind,
  source: DataSource | undefined,
): Promise<LoadedDelta | undefined> {
  if (source === undefined) return undefined;
  const { world, step } = context;
  const module = must(context.module, `module ${step.module}`);
  world.labelled.add(step.module);
  return runPhase(context, kind, async () =>
    loadDelta(world.connection, {
      module: step.module,
      version: step.version,
      kind,
      delta: await readDataset(source, { cacheDirectory: world.cacheDirectory }),
      ownsRelation: (schema, name) => owns(module.owns, { schema, name }, step.version),
    }),
  );
}

function inverseOf(loaded: LoadedDelta | undefined): LoadedDelta["inverse"] | null {
  return loaded === undefined || isEmptyInverse(loaded.inverse) ? null : loaded.inverse;
}

function sumOf(deltas: readonly (LoadedDelta | undefined)[]): StepOutcome {
  const loaded = deltas.filter((delta) => delta !== undefined);
  const sum = (pick: (delta: LoadedDelta) => number): number => loaded.reduce((total, delta) => total + pick(delta), 0);
  return {
    rows: {
      added: sum(({ added }) => added),
      changed: sum(({ changed }) => changed),
      removed: sum(({ removed }) => removed),
    },
    findings: loaded.flatMap(({ kept }) => kept),
  };
}
