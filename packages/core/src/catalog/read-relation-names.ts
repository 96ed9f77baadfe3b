import type { TableName } from "../dataset/dataset.js";
import type { Session } from "../types/session.js";

/** Today's names of relations by their oid; those that are gone are left out. */
export async function readRelationNames(
  session: Session,
  oids: readonly number[],
): Promise<ReadonlyMap<number, TableName>> {
  const rows = await session.values(
    `SELECT c.oid::text, n.nspname, c.relname FROM pg_catalog.pg_class c
     JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid::int8 = ANY ($1::int8[])`,
    [oids],
  );
  return new Map(rows.map(([oid, schema, name]) => [Number(oid), { schema: String(schema), name: String(name) }]));
}
