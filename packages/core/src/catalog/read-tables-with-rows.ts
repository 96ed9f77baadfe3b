import type { TableName } from "../dataset/dataset.js";
import type { Session } from "../types/session.js";

/** A table that holds rows, or has held some. */
export interface TableWithRows extends TableName {
  /** Columns of the not-null unique keys without expressions and conditions: fewest columns first, then by name. */
  readonly uniqueKeys: readonly (readonly string[])[];
}

/** What reading a sequence told that no table says. */
export interface MovedSequence {
  readonly schema: string;
  readonly name: string;
  /** The value that it gave last, in decimal. */
  readonly last: string;
}

/**
 * The users' tables, without the parts of partitioned ones, whose files are not empty: few in a database that was built from
 * migrations. Tables of strata itself are left out. One query.
 */
export async function readTablesWithRows(session: Session): Promise<TableWithRows[]> {
  const rows = await session.values(`
    SELECT n.nspname::text, c.relname::text, (
      SELECT coalesce(pg_catalog.json_agg(k.columns ORDER BY pg_catalog.cardinality(k.columns), k.name COLLATE "C"), '[]')
      FROM (
        SELECT ic.relname::text AS name, ARRAY(
          SELECT a.attname::text FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY AS u(attnum, place)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.attnum
          WHERE u.place <= i.indnkeyatts ORDER BY u.place) AS columns
        FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
        WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indrelid AND NOT a.attnotnull
            AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))
      ) AS k)
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence <> 't'
      AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'sys_core')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        AND e.objid = c.oid AND e.deptype = 'e')
      AND CASE c.relkind WHEN 'r' THEN pg_catalog.pg_relation_size(c.oid) > 0
        ELSE EXISTS (SELECT FROM pg_catalog.pg_partition_tree(c.oid) t WHERE pg_catalog.pg_relation_size(t.relid) > 0) END
    ORDER BY 1, 2`);
  return rows.map(([schema, name, uniqueKeys]) => ({
    schema: String(schema),
    name: String(name),
    uniqueKeys: uniqueKeys as string[][],
  }));
}

/** The users' sequences that no column owns and that have given a value. One query. */
export async function readMovedSequences(session: Session): Promise<MovedSequence[]> {
  const rows = await session.values(`
    SELECT schemaname::text, sequencename::text, last_value::text FROM pg_catalog.pg_sequences s
    WHERE last_value IS NOT NULL AND schemaname !~ '^pg_' AND schemaname NOT IN ('information_schema', 'sys_core')
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind = 'S'
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = d.classid AND d.refobjsubid > 0
          AND d.deptype IN ('a', 'i') AND n.nspname = s.schemaname AND c.relname = s.sequencename)
    ORDER BY 1, 2`);
  return rows.map(([schema, name, last]) => ({ schema: String(schema), name: String(name), last: String(last) }));
}
