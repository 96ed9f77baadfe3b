import { quoteIdentifier } from "../sql/quote.js";
import type { Session } from "../types/session.js";

/** A key that a unique index cannot hold, and how many rows have it. */
export interface DuplicateKey {
  /** Columns and expressions of the index in their order, each with the text of its value; null for NULL. */
  readonly key: readonly { readonly of: string; readonly value: string | null }[];
  readonly rows: number;
}

/** Keys that are sampled. */
const SAMPLE = 5;

/** Characters of a value that are shown. */
const SHOWN = 60;

/**
 * The keys that most rows share among those that keep a unique index from being valid, by its own expressions,
 * collations and predicate; at most five. The index must still be there, valid or not. Reads the whole table.
 */
export async function readDuplicates(session: Session, index: number): Promise<DuplicateKey[]> {
  const [facts] = await session.values(
    `SELECT n.nspname, t.relname, pg_catalog.pg_get_expr(i.indpred, i.indrelid), i.indnullsnotdistinct,
        ARRAY(SELECT pg_catalog.pg_get_indexdef(i.indexrelid, k, true) FROM pg_catalog.generate_series(1, i.indnkeyatts) k),
        ARRAY(SELECT CASE WHEN co.oid IS NULL THEN '' ELSE pg_catalog.format(' COLLATE %I.%I', cn.nspname, co.collname) END
          FROM pg_catalog.generate_series(0, i.indnkeyatts - 1) k
          LEFT JOIN pg_catalog.pg_collation co ON co.oid = i.indcollation[k]
          LEFT JOIN pg_catalog.pg_namespace cn ON cn.oid = co.collnamespace ORDER BY k)
      FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace WHERE i.indexrelid::int8 = $1`,
    [index],
  );
  if (facts === undefined) return [];
  const [schema, table, predicate, nullsNotDistinct, expressions, collations] = facts as [
    string,
    string,
    string | null,
    boolean,
    string[],
    string[],
  ];
  const keys = expressions.map((_, at) => `k${at}`);
  const selected = expressions.map((expression, at) => `${expression}${collations[at]} AS k${at}`);
  const rows = await session.values(
    `SELECT ${keys.map((key) => `pg_catalog.left(${key}::text, ${SHOWN})`).join(", ")}, pg_catalog.count(*)
      FROM (SELECT ${selected.join(", ")} FROM ONLY ${quoteIdentifier(schema)}.${quoteIdentifier(table)}
        ${predicate === null ? "" : `WHERE ${predicate}`}) AS rows
      ${nullsNotDistinct ? "" : `WHERE ${keys.map((key) => `NOT (${key} IS NULL)`).join(" AND ")}`}
      GROUP BY ${keys.join(", ")} HAVING pg_catalog.count(*) > 1 ORDER BY pg_catalog.count(*) DESC LIMIT ${SAMPLE}`,
  );
  return rows.map((row) => ({
    key: expressions.map((of, at) => ({ of, value: row[at] as string | null })),
    rows: Number(row.at(-1)),
  }));
}
