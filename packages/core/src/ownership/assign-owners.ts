import type { CatalogObject, ObjectKey } from "../snapshot/catalog-object.js";
import type { Snapshot } from "../snapshot/snapshot.js";
import { kindOf } from "../snapshot/kinds.js";
import type { Finding } from "../errors/finding.js";
import { dependencyTest } from "../module/depends-on.js";
import type { Module } from "../module/module.js";
import type { ModuleName, Version } from "../types/ids.js";
import { type ClaimIndex, type HeldClaim, indexClaims } from "./claim-index.js";
import { followNeeds } from "./follow-needs.js";
import type { Owner, Owners } from "./owner.js";

/** A module as far as it matters to whose an object is. */
export type OwningModule = Pick<Module, "name" | "owns" | "dependencies">;

/**
 * Says of every object whose it is.
 *
 * - What is a part of a table (`of`) is its table's; everything else within a schema belongs to who claims its name.
 * - A schema belongs to who claims all of it (`schema.*`). One that nobody claims whole is shared when it is `public`,
 *   when an extension stands in it, or when modules claim names within it.
 * - Extensions are shared.
 * - What stands outside of schemas follows what it needs or what needs it: see {@link followNeeds}.
 * - `sys_core` is sys-core's, whatever anybody claims.
 *
 * `newest` holds the newest version of each module: applied, for the owners in a database; defined, for what the
 * workspace as a whole gives. Dated claims are judged by it, see {@link indexClaims}.
 */
export function assignOwners(
  objects: Snapshot["objects"],
  modules: readonly OwningModule[],
  newest: ReadonlyMap<ModuleName, Version>,
): Owners {
  const claims = indexClaims(modules, newest);
  const entries = Object.entries(objects);
  const occupied = schemasOfExtensions(entries);
  const of = new Map<ObjectKey, Owner>();
  const outside = new Set<ObjectKey>();
  const findings: Finding[] = [];
  for (const [key, object] of entries) {
    const name = object.of ?? kindOf(object).claimedAs(object);
    const held = name === undefined || isExtension(object) ? [] : claims.claimsOf(name);
    const [first, ...others] = held;
    if (others.length > 0 && object.of === undefined) findings.push(takenTwice(key, held));
    if (first !== undefined) of.set(key, { module: first.module });
    else if (isExtension(object) || isSharedSchema(object, claims, occupied)) of.set(key, "shared");
    else if (name === undefined) outside.add(key);
    // Later ones are decided by looking at the others; the entry keeps the order.
    if (!of.has(key)) of.set(key, "unclaimed");
  }
  for (const [key, module] of followNeeds(objects, of, outside, dependencyTest(modules))) of.set(key, { module });
  return { of, findings };
}

function isExtension(object: CatalogObject): boolean {
  return object.kind === "extension";
}

function isSharedSchema(object: CatalogObject, claims: ClaimIndex, occupied: ReadonlySet<string>): boolean {
  if (object.kind !== "schema") return false;
  return object.name === "public" || occupied.has(object.name) || claims.names(object.name);
}

function schemasOfExtensions(entries: readonly (readonly [ObjectKey, CatalogObject])[]): Set<string> {
  return new Set(entries.flatMap(([, object]) => (isExtension(object) ? (object.schema ?? []) : [])));
}

function takenTwice(key: ObjectKey, held: readonly HeldClaim[]): Finding {
  const who = held.map(({ module, claim }) => `${module} (${claim.text})`);
  return {
    code: "CLAIM_TAKEN",
    message: `${key} is claimed by ${who.slice(0, -1).join(", ")} and ${who.at(-1)}`,
  };
}
