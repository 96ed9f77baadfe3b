import { canonicalJson } from "../lib/canonical-json.js";
import { sha256 } from "../lib/hash.js";
import type { AppliedMigration } from "../migration/migration.js";
import { compareText, formatId } from "../types/ids.js";
import type { Plan } from "./plan.js";

/** Makes a plan of its parts: adds the format, the hash of the applied set and the hash of the content. */
export function sealPlan(
  parts: Omit<Plan, "format" | "appliedBefore" | "hash">,
  applied: readonly AppliedMigration[],
): Plan {
  const appliedBefore = hashApplied(applied);
  return { format: 1, ...parts, appliedBefore, hash: hashPlan({ ...parts, appliedBefore }) };
}

/**
 * SHA-256 over the applied set, whatever its order: a line `MODULE@VERSION UP DOWN` with LF for each row, as the history
 * names it and with its raw checksums, lines sorted by code points. docs/FORMATS.md, "Plan".
 */
export function hashApplied(applied: readonly AppliedMigration[]): string {
  const lines = applied.map((row) => `${formatId(row)} ${row.checksums.up} ${row.checksums.down}\n`);
  return sha256(lines.sort(compareText).join(""));
}

/** SHA-256 over the canonical JSON of direction, steps, `appliedBefore` and, where there is one, `install`. docs/FORMATS.md, "Plan". */
export function hashPlan(plan: Pick<Plan, "direction" | "steps" | "appliedBefore" | "install">): string {
  const { direction, steps, appliedBefore, install } = plan;
  return sha256(canonicalJson({ direction, steps, appliedBefore, install }));
}

/** The same plan by way of LATEST. */
export function planInstall(plan: Plan, install: NonNullable<Plan["install"]>): Plan {
  return { ...plan, install, hash: hashPlan({ ...plan, install }) };
}
