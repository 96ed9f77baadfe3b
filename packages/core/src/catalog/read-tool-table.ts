import type { TableRow } from "../adopt/tables/tool-table.js";
import { quoteIdentifier } from "../sql/quote.js";
import type { Session } from "../types/session.js";

/** A table by its name, with the names of its columns. */
export interface FoundTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
}

/** Tables of that name in the schemas of users, or in the one schema; ordered by schema. */
export async function findTables(
  session: Session,
  { schema, name }: { readonly schema?: string | undefined; readonly name: string },
): Promise<FoundTable[]> {
  const rows = await session.query<{ schema: string; columns: string[] }>(
    `SELECT n.nspname::text AS schema, (SELECT pg_catalog.json_agg(a.attname ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname = $1 AND c.relkind IN ('r', 'p') AND ($2::text IS NULL OR n.nspname = $2)
        AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' ORDER BY 1`,
    [name, schema ?? null],
  );
  return rows.map((row) => ({ schema: row.schema, name, columns: row.columns ?? [] }));
}

/** All rows of a table, the columns as text. */
export async function readTextRows(
  session: Session,
  { schema, name }: Pick<FoundTable, "schema" | "name">,
  columns: readonly string[],
): Promise<TableRow[]> {
  const list = columns.map((column) => `${quoteIdentifier(column)}::text AS ${quoteIdentifier(column)}`).join(", ");
  return session.query<Record<string, string | null>>(
    `SELECT ${list} FROM ${quoteIdentifier(schema)}.${quoteIdentifier(name)}`,
  );
}
