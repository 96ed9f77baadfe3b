import { claimsOverlap, isReserved } from "../../ownership/claim-overlap.js";
import type { Claim } from "../../ownership/claim.js";
import { parseClaim } from "../../ownership/parse-claim.js";
import type { JsonProblem } from "../json-problem.js";
import { SYS_CORE } from "../module.js";
import type { ResolvedManifest } from "../resolve-manifest.js";
import { type Rule, describeModule, namePath } from "./rule.js";

interface PlacedClaim {
  readonly owner: ResolvedManifest;
  readonly claim: Claim;
  readonly path: readonly (string | number)[];
}

/** No module but sys-core owns sys_core, and none what belongs to PostgreSQL. */
export const reservedSchemas: Rule = ({ resolved }) =>
  resolved
    .flatMap(placedClaims)
    .filter(isTrespass)
    .map(({ owner, claim, path }) => ({
      code: "CLAIM_RESERVED",
      message: `${owner.module.name} claims ${claim.text}, but ${claim.schema} belongs to ${claim.schema === "sys_core" ? "sys-core" : "PostgreSQL"}`,
      file: owner.facts.file,
      path,
      at: "value",
      module: owner.module.name,
    }));

/** Two modules must not claim one object within a common range of versions; each colliding pair is reported once. */
export const oneOwner: Rule = ({ resolved }) => {
  const problems: JsonProblem[] = [];
  // Claims by name can only collide within one schema, so most pairs of modules are never looked at.
  const bySchema = new Map<string, PlacedClaim[]>();
  for (const placed of resolved.flatMap(placedClaims).filter((one) => !isTrespass(one))) {
    const key = placed.claim.schema.includes("*") ? "*" : placed.claim.schema;
    const neighbours = bySchema.get(key) ?? [];
    for (const other of neighbours) {
      if (other.owner.module.name !== placed.owner.module.name && claimsOverlap(other.claim, placed.claim))
        problems.push(collision(other, placed));
    }
    neighbours.push(placed);
    bySchema.set(key, neighbours);
  }
  return problems;
};

function isTrespass({ owner, claim }: PlacedClaim): boolean {
  return isReserved(claim) && !(owner.module.name === SYS_CORE && claim.schema === "sys_core");
}

function collision(first: PlacedClaim, second: PlacedClaim): JsonProblem {
  const [a, b] = [first, second].map(
    ({ owner, claim }) => `${describeModule(owner)} claims ${claim.text}${range(claim)}`,
  );
  return {
    code: "CLAIM_TAKEN",
    message: `two modules claim one object: ${a}, ${b}`,
    file: second.owner.facts.file,
    path: second.path,
    at: "value",
    module: second.owner.module.name,
  };
}

function range({ from, until }: Claim): string {
  return `${from === undefined ? "" : ` from ${from}`}${until === undefined ? "" : ` until ${until}`}`;
}

/** The readable claims of a module with their places; the default claim stands where the module's name does. */
function placedClaims(owner: ResolvedManifest): PlacedClaim[] {
  const written = owner.manifest.owns;
  if (written === undefined) return owner.module.owns.map((claim) => ({ owner, claim, path: namePath(owner) }));
  return written.flatMap((one, index) => {
    const { claim } = parseClaim(one);
    return claim === undefined ? [] : [{ owner, claim, path: ["strata", "owns", index] }];
  });
}
