import type { MigrationId } from "../types/ids.js";
import type { PlannedStep } from "./plan.js";

/** Identity of the history row that a step is about: an old stamp or an old name of the module where the row has them. */
export function recordedId(step: PlannedStep): MigrationId {
  return { module: step.recordedAs ?? step.module, version: step.was ?? step.version };
}
