import type { Finding } from "../errors/finding.js";
import type { ObjectKey } from "../snapshot/catalog-object.js";
import type { ModuleName } from "../types/ids.js";

/**
 * Whose an object is: a module's; `shared`, which every module may use and none owns (extensions, the schema `public`,
 * a schema in which several modules have their tables); or `unclaimed`.
 */
export type Owner = { readonly module: ModuleName } | "shared" | "unclaimed";

/** Whose the objects of a snapshot are. */
export interface Owners {
  /** Every object of the snapshot, in its order. */
  readonly of: ReadonlyMap<ObjectKey, Owner>;
  /** CLAIM_TAKEN for every object that more than one module claims; its owner is the first of these by name. */
  readonly findings: readonly Finding[];
}

/** The module of an owner; undefined for what is shared, unclaimed or unknown. */
export function moduleOf(owner: Owner | undefined): ModuleName | undefined {
  return typeof owner === "object" ? owner.module : undefined;
}
