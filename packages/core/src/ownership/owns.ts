import type { Version } from "../types/ids.js";
import type { Claim } from "./claim.js";
import { matchesPattern } from "./claim-pattern.js";

/** Whether one of the claims covers the object at this version: `from` inclusive, `until` exclusive. */
export function owns(
  claims: readonly Claim[],
  object: { readonly schema: string; readonly name: string },
  version: Version,
): boolean {
  return claims.some(
    (claim) =>
      (claim.from === undefined || claim.from <= version) &&
      (claim.until === undefined || version < claim.until) &&
      matchesPattern(claim.schema, object.schema) &&
      matchesPattern(claim.name, object.name),
  );
}
