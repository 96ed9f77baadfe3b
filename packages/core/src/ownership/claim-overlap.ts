import { compareText } from "../types/ids.js";
import type { Claim } from "./claim.js";
import { patternsMeet } from "./claim-pattern.js";

/**
 * Whether the claims of two different modules give one object to both at one version.
 *
 * A schema pattern with `*` never reaches a schema that another module claims by name, so a pattern and a name never
 * collide; two names or two patterns do when their object patterns meet within a common range of versions.
 */
export function claimsOverlap(a: Claim, b: Claim): boolean {
  if (a.schema.includes("*") !== b.schema.includes("*")) return false;
  return patternsMeet(a.schema, b.schema) && patternsMeet(a.name, b.name) && rangesMeet(a, b);
}

/** Whether some version lies in both ranges; `from` is inclusive, `until` exclusive, absent means without end. */
function rangesMeet(a: Claim, b: Claim): boolean {
  const begins = (range: Claim): string => range.from ?? "";
  return (
    (a.until === undefined || compareText(begins(b), a.until) < 0) &&
    (b.until === undefined || compareText(begins(a), b.until) < 0)
  );
}

/** Whether a claim by name reaches what belongs to PostgreSQL or to sys-core. A pattern such as `*` leaves these out by itself. */
export function isReserved(claim: Claim): boolean {
  return claim.schema === "sys_core" || claim.schema === "information_schema" || claim.schema.startsWith("pg_");
}
