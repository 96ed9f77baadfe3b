import type { Finding } from "../errors/finding.js";
import type { ObjectKey } from "../snapshot/catalog-object.js";
import type { Snapshot } from "../snapshot/snapshot.js";
import type { Claim } from "./claim.js";
import type { Owners } from "./owner.js";

/**
 * UNCLAIMED_OBJECT for what nobody claims in a schema that a claim names, and which is no part of something else. What
 * stands elsewhere is somebody else's business: a database may hold more than what one workspace knows.
 */
export function unclaimedFindings(
  objects: Snapshot["objects"],
  owners: Owners,
  modules: readonly { readonly name: string; readonly owns: readonly Claim[] }[],
): Finding[] {
  const named = new Set(modules.flatMap(({ owns }) => owns.map(({ schema }) => schema)));
  const isLost = ([key, { schema, of }]: [ObjectKey, Snapshot["objects"][string]]): boolean =>
    owners.of.get(key) === "unclaimed" && of === undefined && schema !== undefined && named.has(schema);
  return Object.entries(objects)
    .filter(isLost)
    .map(([key, { schema }]) => ({
      code: "UNCLAIMED_OBJECT",
      message: `${key} belongs to no module, although ${holders(schema!, modules)} objects of its schema`,
    }));
}

function holders(
  schema: string,
  modules: readonly { readonly name: string; readonly owns: readonly Claim[] }[],
): string {
  const names = modules.filter(({ owns }) => owns.some((claim) => claim.schema === schema)).map(({ name }) => name);
  return `${names.join(", ")} ${names.length === 1 ? "claims" : "claim"}`;
}
