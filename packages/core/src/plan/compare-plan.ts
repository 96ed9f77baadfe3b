import { StrataError } from "../errors/strata-error.js";
import { canonicalJson } from "../lib/canonical-json.js";
import type { AppliedMigration } from "../migration/migration.js";
import { formatId } from "../types/ids.js";
import type { Plan, PlannedStep } from "./plan.js";

/**
 * Refuses a plan that is not what would be run now.
 *
 * @param given A plan made earlier, its hash already checked by parsePlan.
 * @param fresh The plan of `given.request`, computed again from the workspace and the database as they are.
 * @param applied The history that `fresh` was computed from.
 * @throws StrataError PLAN_STALE; `details.changes` has one sentence for each thing that changed.
 */
export function comparePlan(given: Plan, fresh: Plan, applied: readonly AppliedMigration[]): void {
  const changes = listPlanChanges(given, fresh, applied);
  if (changes.length === 0) return;
  throw new StrataError("PLAN_STALE", `the plan is not what would be run now: ${changes.join("; ")}`, {
    hint: "Make the plan again with `strata plan --json`, read it, and run that one.",
    details: { changes },
  });
}

/** What differs between a plan and a fresh one, a sentence each; nothing when the plan still holds. */
export function listPlanChanges(given: Plan, fresh: Plan, applied: readonly AppliedMigration[]): string[] {
  const changes = listPlaceChanges(given, fresh);
  if (given.direction !== fresh.direction) changes.push(`it goes ${given.direction}, not ${fresh.direction}`);
  const now = new Map(fresh.steps.map((step) => [formatId(step), step]));
  const before = new Map(given.steps.map((step) => [formatId(step), step]));
  const rows = new Set(applied.map(formatId));
  for (const [id, step] of before) changes.push(...compareStep(id, step, now.get(id), rows.has(id)));
  for (const id of now.keys()) if (!before.has(id)) changes.push(`${id} has come since and would run too`);
  if (changes.length > 0) return changes;
  if (canonicalJson([...before.keys()]) !== canonicalJson([...now.keys()]))
    return ["the order of the steps is another"];
  if (given.appliedBefore !== fresh.appliedBefore)
    return ["other migrations were applied, taken back or accepted since"];
  return given.hash === fresh.hash ? [] : ["its content is another"];
}

/** The user is not compared: one may make a plan and another run it. */
function listPlaceChanges(given: Plan, fresh: Plan): string[] {
  const changes: string[] = [];
  const place = ({ target }: Plan): string => `${target.database} at ${target.host}:${target.port}`;
  if (place(given) !== place(fresh)) changes.push(`it was made for ${place(given)}, this is ${place(fresh)}`);
  if (given.environment !== fresh.environment)
    changes.push(`it was made for a ${given.environment} database, this is ${fresh.environment}`);
  return changes;
}

function compareStep(id: string, given: PlannedStep, fresh: PlannedStep | undefined, isApplied: boolean): string[] {
  if (fresh === undefined) {
    if (isApplied !== (given.direction === "up")) return [`${id} is no longer part of what would run`];
    return [isApplied ? `${id} has been applied since` : `${id} has been taken back since`];
  }
  const changes: string[] = [];
  if (given.checksums.up !== fresh.checksums.up) changes.push(`the way up of ${id} has been edited`);
  if (given.checksums.down !== fresh.checksums.down) changes.push(`the way back of ${id} has been edited`);
  if (given.source !== fresh.source)
    changes.push(`the way back of ${id} comes from ${fresh.source}, not from ${given.source}`);
  if (canonicalJson(given.requires) !== canonicalJson(fresh.requires)) changes.push(`${id} requires something else`);
  if (changes.length === 0 && canonicalJson(given) !== canonicalJson(fresh))
    changes.push(`${id} would run in another way or for another reason`);
  return changes;
}
