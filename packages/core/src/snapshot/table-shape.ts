import type { QualifiedName } from "./catalog-object.js";
import type { Row } from "./kind.js";
import type { TableColumn } from "./table-column.js";
import { ofNoExtension, ofUsers } from "./user-objects.js";

/** What tables and foreign tables have in common. */
export interface TableShape {
  readonly schema: string;
  readonly name: string;
  /** In their physical order. */
  readonly columns: readonly TableColumn[];
  /** INHERITS, in the order of the parents. */
  readonly inherits?: readonly QualifiedName[];
  /** The partitioned table that it is a partition of. */
  readonly partitionOf?: QualifiedName;
  /** Of a partition: `FOR VALUES …` or `DEFAULT`. */
  readonly bound?: string;
}

/** Relations that come from others: oid, then their parents as JSON, [schema, name] in their order. */
export const PARENTS = `SELECT h.inhrelid, pg_catalog.json_agg(pg_catalog.json_build_array(n.nspname, p.relname) ORDER BY h.inhseqno)
  FROM pg_catalog.pg_inherits h
  JOIN pg_catalog.pg_class p ON p.oid = h.inhparent AND p.relkind IN ('r', 'p', 'f')
  JOIN pg_catalog.pg_namespace n ON n.oid = p.relnamespace
  GROUP BY h.inhrelid`;

/** What {@link PARENTS} says, by oid. */
export function readParents(rows: readonly Row[]): ReadonlyMap<number, readonly QualifiedName[]> {
  return new Map(
    rows.map(([oid, parents]) => [
      Number(oid),
      (parents as [string, string][]).map(([schema, name]) => ({ schema, name })),
    ]),
  );
}

/** `inherits`, or `partitionOf` and `bound`. */
export function lineage(
  parents: readonly QualifiedName[] | undefined,
  bound: unknown,
): { [K in "inherits" | "partitionOf" | "bound"]?: unknown } {
  return bound === null ? { inherits: parents } : { partitionOf: parents?.[0], bound };
}

/** Of tables of users, which belong to no extension: for a query over pg_class `c` and pg_namespace `n`. */
export const OF_USERS = `${ofUsers("n")} AND ${ofNoExtension("pg_class", "c.oid")}`;
