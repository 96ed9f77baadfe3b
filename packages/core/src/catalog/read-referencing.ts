import type { TableName } from "../dataset/dataset.js";
import type { Session } from "../types/session.js";

/** A foreign key seen from the table that it references. */
export interface ReferencingKey {
  readonly table: TableName & { readonly oid: number };
  readonly columns: readonly string[];
  readonly targetOid: number;
  readonly targetColumns: readonly string[];
  /** Qualified name of the constraint, as SQL. */
  readonly constraint: string;
  readonly deferrable: boolean;
}

/** Every foreign key that references one of the tables, those of partitions left to their parents. One query. */
export async function readReferencingKeys(
  session: Session,
  oids: readonly number[],
): Promise<readonly ReferencingKey[]> {
  const rows = await session.query<{ key: ReferencingKey }>(
    `SELECT pg_catalog.json_build_object(
       'table', pg_catalog.json_build_object('schema', n.nspname, 'name', c.relname, 'oid', c.oid::int8),
       'columns', (SELECT pg_catalog.json_agg(a.attname ORDER BY u.place) FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS u(attnum, place)
         JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum),
       'constraint', pg_catalog.quote_ident(kn.nspname) || '.' || pg_catalog.quote_ident(k.conname),
       'deferrable', k.condeferrable,
       'targetOid', k.confrelid::int8,
       'targetColumns', (SELECT pg_catalog.json_agg(a.attname ORDER BY u.place) FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS u(attnum, place)
         JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum)) AS key
     FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_namespace kn ON kn.oid = k.connamespace
     JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE k.contype = 'f' AND k.conparentid = 0 AND k.confrelid::int8 = ANY ($1::int8[])
     ORDER BY n.nspname, c.relname, k.conname`,
    [oids],
  );
  return rows.map(({ key }) => key);
}
