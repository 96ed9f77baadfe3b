import type { Version } from "../types/ids.js";
import type { Claim } from "./claim.js";
import { matchesPattern } from "./claim-pattern.js";
import { holdsAt } from "./holds-at.js";

/** Whether one of the claims covers the object at this version. */
export function owns(
  claims: readonly Claim[],
  object: { readonly schema: string; readonly name: string },
  version: Version,
): boolean {
  return claims.some(
    (claim) =>
      holdsAt(claim, version) && matchesPattern(claim.schema, object.schema) && matchesPattern(claim.name, object.name),
  );
}
