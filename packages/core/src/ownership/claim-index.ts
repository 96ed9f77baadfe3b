import { SYS_CORE } from "../module/module.js";
import type { QualifiedName } from "../snapshot/catalog-object.js";
import { compareText, type ModuleName, type Version } from "../types/ids.js";
import type { Claim } from "./claim.js";
import { isReserved } from "./claim-overlap.js";
import { matchesPattern } from "./claim-pattern.js";
import { holdsAt } from "./holds-at.js";

/** A claim and the module that makes it. */
export interface HeldClaim {
  readonly module: ModuleName;
  readonly claim: Claim;
}

/** The claims of one schema that is named. */
interface SchemaClaims {
  /** Claims without `*`. */
  readonly names: Map<string, HeldClaim[]>;
  readonly patterns: HeldClaim[];
  /** Who claims something there at every version, and the claims of limited range. */
  readonly always: Set<ModuleName>;
  readonly dated: HeldClaim[];
}

/** The claims of all modules, to be asked about one name after the other. */
export interface ClaimIndex {
  /** The claims in force that cover the name, by name of the module; one for each module. */
  claimsOf(name: QualifiedName): readonly HeldClaim[];
  /** Whether a claim names the schema, whatever else it says and whatever versions it holds for. */
  names(schema: string): boolean;
}

/**
 * Indexes claims by schema and name, so that a question costs no look at every claim.
 *
 * A database has no version of its own, so a dated claim is judged for each name by itself: at the newest version
 * (`newest`) of the modules that have a claim, dated or not, which covers that name. A table that moves from one module
 * to another changes hands when the first of the two has a migration from that day on; migrations of third modules move
 * nothing. All claims on a name are judged at one version, so a hand-over leaves neither two owners nor none.
 */
export function indexClaims(
  modules: readonly { readonly name: ModuleName; readonly owns: readonly Claim[] }[],
  newest: ReadonlyMap<ModuleName, Version>,
): ClaimIndex {
  const bySchema = new Map<string, SchemaClaims>();
  const anySchema: HeldClaim[] = [];
  for (const { name: module, owns } of modules.toSorted((a, b) => compareText(a.name, b.name)))
    for (const claim of owns) {
      const held = { module, claim };
      if (isReserved(claim)) continue;
      if (claim.schema.includes("*")) anySchema.push(held);
      else addTo(bySchema, held);
    }
  const coreClaim = { text: "sys_core.*", schema: "sys_core", name: "*" };

  const find = (name: QualifiedName): readonly HeldClaim[] => {
    if (name.schema === coreClaim.schema) return [{ module: SYS_CORE, claim: coreClaim }];
    const ofSchema = bySchema.get(name.schema);
    const named = [
      ...(ofSchema?.names.get(name.name) ?? []),
      ...(ofSchema?.patterns ?? []).filter(({ claim }) => matchesPattern(claim.name, name.name)),
    ];
    const anywhere = anySchema.filter(
      ({ claim }) => matchesPattern(claim.schema, name.schema) && matchesPattern(claim.name, name.name),
    );
    const at = [...named, ...anywhere].reduce((version, { module }) => later(version, newest.get(module)), "");
    const inForce = ({ claim }: HeldClaim): boolean => holdsAt(claim, at);
    const isHeld = (holder: ModuleName): boolean => ofSchema !== undefined && heldByOther(ofSchema, holder, inForce);
    const reaching = anywhere.filter(({ module }) => !isHeld(module));
    const byModule = new Map<ModuleName, HeldClaim>();
    for (const held of [...named, ...reaching].filter(inForce))
      if (!byModule.has(held.module)) byModule.set(held.module, held);
    return [...byModule.values()].sort((a, b) => compareText(a.module, b.module));
  };
  const found = new Map<string, readonly HeldClaim[]>();
  return {
    claimsOf(name) {
      const key = JSON.stringify([name.schema, name.name]);
      const known = found.get(key);
      if (known !== undefined) return known;
      const claims = find(name);
      found.set(key, claims);
      return claims;
    },
    names: (schema) => bySchema.has(schema),
  };
}

function addTo(bySchema: Map<string, SchemaClaims>, held: HeldClaim): void {
  const { schema, name } = held.claim;
  const claims: SchemaClaims = bySchema.get(schema) ?? { names: new Map(), patterns: [], always: new Set(), dated: [] };
  bySchema.set(schema, claims);
  if (held.claim.from === undefined && held.claim.until === undefined) claims.always.add(held.module);
  else claims.dated.push(held);
  if (name.includes("*")) claims.patterns.push(held);
  else claims.names.set(name, [...(claims.names.get(name) ?? []), held]);
}

/** Whether a module other than this one claims something in the schema by its name: no pattern reaches in there. */
function heldByOther(
  { always, dated }: SchemaClaims,
  module: ModuleName,
  inForce: (held: HeldClaim) => boolean,
): boolean {
  if (always.size > (always.has(module) ? 1 : 0)) return true;
  return dated.some((held) => held.module !== module && inForce(held));
}

function later(a: Version, b: Version | undefined): Version {
  return b !== undefined && b > a ? b : a;
}
