import type { Sql } from "postgres";

/**
 * Everything of the database that a migration of sys-account could leave behind, as sorted lines: schemas, relations
 * with their columns in physical order, constraints, indexes, sequences, functions, types, comments. What PostgreSQL
 * and sys-core bring is left out.
 */
export async function describeCatalog(sql: Sql): Promise<string[]> {
  const rows = await sql<{ line: string }[]>`
    WITH spaces AS (
      SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'sys_core')
    ), relations AS (
      SELECT c.oid, c.relkind, s.nspname || '.' || c.relname AS name FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
    )
    SELECT 'schema ' || nspname || ': ' || coalesce(obj_description(oid, 'pg_namespace'), '') AS line FROM spaces
    UNION ALL
    SELECT 'relation ' || relkind::text || ' ' || name || ': ' || coalesce(obj_description(oid, 'pg_class'), '') FROM relations
    UNION ALL
    SELECT 'column ' || r.name || ' ' || row_number() OVER (PARTITION BY r.oid ORDER BY a.attnum) || ' ' || a.attname || ' '
        || format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
        || ' identity ' || a.attidentity::text || ' generated ' || a.attgenerated::text
        || ' default ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
        || ': ' || coalesce(col_description(r.oid, a.attnum), '')
      FROM relations r
      JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
     WHERE r.relkind = 'r'
    UNION ALL
    SELECT 'constraint ' || r.name || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid)
      FROM relations r JOIN pg_constraint c ON c.conrelid = r.oid
    UNION ALL
    SELECT 'index ' || pg_get_indexdef(r.oid) FROM relations r WHERE r.relkind = 'i'
    UNION ALL
    SELECT 'trigger ' || r.name || ' ' || t.tgname
      FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure::text FROM pg_proc p JOIN spaces s ON s.oid = p.pronamespace
    UNION ALL
    SELECT 'type ' || s.nspname || '.' || t.typname FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace
    UNION ALL
    SELECT 'extension ' || extname FROM pg_extension`;
  return rows.map(({ line }) => line).toSorted();
}
