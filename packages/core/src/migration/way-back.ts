import { canonicalJson } from "../lib/canonical-json.js";
import { sha256 } from "../lib/hash.js";
import type { Migration } from "./migration.js";

/**
 * What the history row keeps so that a migration can be taken back when its folder is gone: SQL, and the inverse of
 * the rows it shipped. Code is not kept; `transformDown` says that the way back needs it.
 */
export interface WayBack {
  readonly downSql: string | null;
  readonly downContractSql: string | null;
  readonly irreversible: string | null;
  /** First schema of the search_path when it ran: what unqualified names of the SQL mean, also without the manifest. */
  readonly firstSchema: string | null;
  readonly transformDown: boolean;
  /** Inverse deltas as JSON values, opaque here. */
  readonly bootstrapInverse: unknown;
  readonly fixturesInverse: unknown;
}

/** The way back of a migration as its folder tells it, before any row was loaded. */
export function wayBackOf(migration: Migration, hasTransformDown: boolean, firstSchema: string): WayBack {
  return {
    firstSchema,
    downSql: migration.down?.text ?? null,
    downContractSql: migration.downContract?.text ?? null,
    irreversible: migration.headers.irreversible ?? null,
    transformDown: hasTransformDown,
    bootstrapInverse: null,
    fixturesInverse: null,
  };
}

/** Hash of a stored way back; the audit holds the same. docs/FORMATS.md, "Way back". */
export function wayBackHash(wayBack: WayBack): string {
  return sha256(
    canonicalJson([
      wayBack.downSql,
      wayBack.downContractSql,
      wayBack.irreversible,
      wayBack.transformDown,
      wayBack.firstSchema,
      wayBack.bootstrapInverse,
      wayBack.fixturesInverse,
    ]),
  );
}
