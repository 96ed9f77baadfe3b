import { Answers } from "../../postgres/answers.js";
import { CLEAN_SESSION, type StepSettings, settingsScript } from "../../postgres/step-settings.js";
import { formatId } from "../../types/ids.js";
import type { PreparedStep } from "./prepare-steps.js";
import type { RunWorld } from "./run-world.js";
import { readStepStart, type StepStart } from "./step-landing.js";
import { stepSettings } from "./step-session.js";

/** A step whose session has our settings and whose transaction is known. */
export interface OpenedStep {
  readonly settings: StepSettings;
  readonly start: StepStart;
}

/** Begins a step's transaction and opens the step in it. Changes nothing, so it may be sent before it is known whether the step will run. */
export function beginStep(world: RunWorld, prepared: PreparedStep): Promise<OpenedStep> {
  return open(world, prepared, "BEGIN; ");
}

/** Gives the session our settings and reads where the step starts, within the caller's transaction. */
export function openStep(world: RunWorld, prepared: PreparedStep): Promise<OpenedStep> {
  return open(world, prepared, "");
}

async function open(
  { connection, extensionSchema, checksConnection }: RunWorld,
  { step, migration, firstSchema }: PreparedStep,
  before: string,
): Promise<OpenedStep> {
  const settings = stepSettings({
    firstSchema,
    extensionSchema,
    lockTimeout: migration?.headers.lockTimeout[step.direction],
    checksConnection,
    name: formatId(step),
  });
  const answers = new Answers();
  answers.expect(connection.run(`${before}${CLEAN_SESSION}; ${settingsScript(settings)}`));
  const start = readStepStart(connection, settings);
  answers.expect(start);
  await answers.settle();
  return { settings, start: await start };
}
