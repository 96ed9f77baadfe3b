import type { Finding } from "../../errors/finding.js";
import { must } from "../../errors/internal-error.js";
import type { Migration } from "../../migration/migration.js";
import { previousSchema } from "../../migration/previous-schema.js";
import type { Module } from "../../module/module.js";
import type { Phase } from "../../plan/progress.js";
import { owns } from "../../ownership/owns.js";
import type { PlannedStep } from "../../plan/plan.js";
import type { StepSettings } from "../../postgres/step-settings.js";
import type { RunWorld } from "./run-world.js";
import type { StepFile, StepFiles } from "./step-files.js";
import { sendStatements } from "./run-statements.js";
import { runTransform } from "../transform/run-transform.js";
import { checkStepEnd, type StepStart } from "./step-landing.js";
import type { StepSession } from "./step-session.js";

/** Everything that the phases of one step share. */
export interface StepContext {
  readonly world: RunWorld;
  readonly step: PlannedStep;
  /** Undefined when the module is unknown here and its stored way back runs. */
  readonly module: Module | undefined;
  /** Undefined when its folder is not on disk. */
  readonly migration: Migration | undefined;
  readonly files: StepFiles;
  readonly settings: StepSettings;
  readonly session: StepSession;
  readonly start: StepStart;
}

/** What the datasets of a step did, and what a person should look at. */
export interface StepOutcome {
  readonly rows: { readonly added: number; readonly changed: number; readonly removed: number };
  readonly findings: readonly Finding[];
}

/** Runs a phase that reads what it works on, and ends it: constraints are checked, role and settings put back. */
export async function runPhase<T>(context: StepContext, phase: Phase, work: () => Promise<T>): Promise<T> {
  beginPhase(context, phase);
  await context.session.settle();
  const result = await work();
  context.session.endPhase(phase);
  return result;
}

function beginPhase({ world, step, session }: StepContext, phase: Phase): void {
  world.signal?.throwIfAborted();
  world.onProgress({ type: "phase", step, phase });
  session.beginPhase();
}

/**
 * Proves that the transaction is still the step's, that it holds the lock, and that every name landed where it was meant
 * to. The question is sent with what was sent before; the answer comes to `session.settle`.
 */
export function endStep(context: StepContext): void {
  const { world, step, module, migration, session } = context;
  session.expect(
    checkStepEnd(world.connection, {
      ...context,
      code: migration?.transform?.text ?? "",
      owns: (schema, name) => owns(module?.owns ?? [], { schema, name }, step.version),
    }),
  );
}

/** Sends the statements of a file as a phase; nothing when there is no file or it holds only headers. */
export async function runFile(context: StepContext, phase: Phase, file: StepFile | undefined): Promise<void> {
  if (file === undefined || file.statements.length === 0) return;
  const { world, session } = context;
  beginPhase(context, phase);
  await sendStatements(world.connection, session, file.file, file.statements, world.signal);
  session.endPhase(phase);
}

/** Runs the transform of the step's direction as a phase, over the step's own session. */
export async function runTransformPhase(context: StepContext): Promise<void> {
  const { world, step } = context;
  const migration = must(context.migration, `the folder of ${step.module}@${step.version}`);
  await runPhase(context, "transform", () =>
    runTransform(world.connection, {
      migration,
      direction: step.direction,
      before: previousSchema(world.workspace.migrations, migration),
      cacheDirectory: world.cacheDirectory,
      ...(world.signal === undefined ? {} : { signal: world.signal }),
      onProgress: (done, total) => {
        world.onProgress({ type: "progress", step, done, ...(total === undefined ? {} : { total }) });
      },
      onSilence: (elapsedMs) => world.onProgress({ type: "waiting", for: "transform", step, elapsedMs }),
    }),
  );
}
