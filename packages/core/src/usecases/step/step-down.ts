import type { InverseDelta } from "../../dataset/inverse-delta.js";
import { forgetDroppedTables } from "../../history/labels.js";
import { recordTakenBack } from "../../history/write-history.js";
import { transformExports } from "../../migration/transform-exports.js";
import { recordedId } from "../../plan/recorded-id.js";
import type { WayBack } from "../../migration/way-back.js";
import { endStep, runFile, runPhase, runTransformPhase, type StepContext, type StepOutcome } from "./step-context.js";
import { settleWatched, watchLabels } from "./step-labels.js";
import { type UndoneDelta, undoDelta } from "../data/undo-delta.js";

/**
 * The phases of a way back, within the caller's transaction: fixtures undone, down.sql, transform, bootstrap undone,
 * down.contract.sql, then the history and audit rows. Without transform and contract, bootstrap is undone before
 * down.sql, while its tables still stand. Throws what a phase throws; the caller rolls back. What was sent last may be
 * under way when it ends: `context.session.settle` waits for it.
 */
export async function stepDown(context: StepContext, wayBack: WayBack): Promise<StepOutcome> {
  const { world, step, files, session } = context;
  const undone: (UndoneDelta | undefined)[] = [];
  const undoBootstrap = async (): Promise<void> => {
    undone.push(await undo(context, "bootstrap", wayBack.bootstrapInverse));
  };
  const transforms = step.source === "disk" && transformExports(context.migration?.transform?.text ?? "").down;
  const moves = transforms || files.contract !== undefined;

  const unedited = await watchLabels(context);
  undone.push(await undo(context, "fixtures", wayBack.fixturesInverse));
  if (!moves) await undoBootstrap();
  await runFile(context, "down", files.first);
  if (transforms) await runTransformPhase(context);
  if (moves) await undoBootstrap();
  await runFile(context, "down.contract", files.contract);

  // Code may have ended the transaction: strata's own rows must not be written outside of one.
  if (transforms) {
    endStep(context);
    await session.settle();
  }
  await settleWatched(context, unedited);
  world.onProgress({ type: "phase", step, phase: "record" });
  if (world.labelled.size > 0) session.expect(forgetDroppedTables(world.connection));
  session.expect(recordTakenBack(world.connection, recordedId(step), step.source, world.cluster));
  const done = undone.filter((delta) => delta !== undefined);
  return {
    rows: {
      added: 0,
      changed: done.reduce((total, { restored }) => total + restored, 0),
      removed: done.reduce((total, { removed }) => total + removed, 0),
    },
    findings: done.flatMap(({ kept }) => kept),
  };
}

async function undo(
  context: StepContext,
  phase: "bootstrap" | "fixtures",
  inverse: unknown,
): Promise<UndoneDelta | undefined> {
  if (inverse === null || inverse === undefined) return undefined;
  context.world.labelled.add(recordedId(context.step).module);
  return runPhase(context, phase, () => undoDelta(context.world.connection, inverse as InverseDelta));
}
