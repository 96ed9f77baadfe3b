import type { Version } from "../types/ids.js";
import type { Claim } from "./claim.js";

/** Whether a claim holds at a version: `from` inclusive, `until` exclusive. The empty version is before every other. */
export function holdsAt(claim: Claim, version: Version): boolean {
  return (claim.from === undefined || claim.from <= version) && (claim.until === undefined || version < claim.until);
}
