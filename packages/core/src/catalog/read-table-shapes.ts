import { type TableName, formatTable } from "../dataset/dataset.js";
import type { ColumnShape, ForeignKeyShape, TableShape } from "../dataset/table-shape.js";
import type { Session } from "../types/session.js";

/** Relations by `formatTable` of their names. */
export type TableShapes = ReadonlyMap<string, TableShape>;

/**
 * Reads the shapes of the named relations, whatever their kind, and of every table that a foreign key of theirs
 * references. Names without a relation are left out. One query.
 */
export async function readTableShapes(session: Session, names: readonly TableName[]): Promise<TableShapes> {
  if (names.length === 0) return new Map();
  const rows = await session.query<ShapeRow>(SHAPES, [
    names.map(({ schema }) => schema),
    names.map(({ name }) => name),
  ]);
  return new Map(
    rows.map(({ schema, name, oid, kind, columns, key, foreign_keys }) => [
      formatTable({ schema, name }),
      {
        schema,
        name,
        oid: Number(oid),
        kind,
        columns: columns.map(({ sequence, ...column }) => ({ ...column, ...(sequence === null ? {} : { sequence }) })),
        key: key ?? undefined,
        foreignKeys: foreign_keys,
      },
    ]),
  );
}

interface ShapeRow extends Record<string, unknown> {
  readonly schema: string;
  readonly name: string;
  readonly oid: string | number;
  readonly kind: string;
  readonly columns: readonly (Omit<ColumnShape, "sequence"> & { readonly sequence: string | null })[];
  readonly key: readonly string[] | null;
  readonly foreign_keys: readonly ForeignKeyShape[];
}

/** A domain's own type is found by walking down its base types. */
const SHAPES = `
WITH RECURSIVE named AS (
  SELECT c.oid FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS given(schema, name)
  JOIN pg_catalog.pg_namespace n ON n.nspname = given.schema
  JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = given.name
), relation AS (
  SELECT oid FROM named
  UNION
  SELECT k.confrelid FROM pg_catalog.pg_constraint k JOIN named ON k.conrelid = named.oid WHERE k.contype = 'f'
), base AS (
  SELECT DISTINCT a.atttypid AS declared, a.atttypid AS type
  FROM pg_catalog.pg_attribute a JOIN relation ON a.attrelid = relation.oid WHERE a.attnum > 0 AND NOT a.attisdropped
  UNION
  SELECT base.declared, t.typbasetype FROM base JOIN pg_catalog.pg_type t ON t.oid = base.type WHERE t.typtype = 'd'
)
SELECT n.nspname AS schema, c.relname AS name, c.oid::text AS oid, c.relkind::text AS kind,
  (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object(
      'name', a.attname,
      'type', pg_catalog.format_type(a.atttypid, a.atttypmod),
      'isJson', t.oid IN ('json'::pg_catalog.regtype, 'jsonb'::pg_catalog.regtype),
      'isText', t.typcategory = 'S',
      'notNull', a.attnotnull OR (SELECT d.typnotnull FROM pg_catalog.pg_type d WHERE d.oid = a.atttypid),
      'hasDefault', a.attidentity <> '' OR (a.attgenerated = ''
        AND (a.atthasdef OR (SELECT d.typdefault IS NOT NULL FROM pg_catalog.pg_type d WHERE d.oid = a.atttypid))),
      'identity', a.attidentity,
      'generated', a.attgenerated <> '',
      'sequence', (
        SELECT pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(s.relname)
        FROM pg_catalog.pg_depend d
        JOIN pg_catalog.pg_class s ON s.relkind = 'S'
          AND ((d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = s.oid AND d.deptype = 'i'
              AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum)
            OR (d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.refobjid = s.oid
              AND d.objid = (SELECT f.oid FROM pg_catalog.pg_attrdef f WHERE f.adrelid = a.attrelid AND f.adnum = a.attnum)))
        JOIN pg_catalog.pg_namespace sn ON sn.oid = s.relnamespace
        WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass ORDER BY s.oid LIMIT 1)
    ) ORDER BY a.attnum), '[]')
    FROM pg_catalog.pg_attribute a
    JOIN base ON base.declared = a.atttypid
    JOIN pg_catalog.pg_type t ON t.oid = base.type AND t.typtype <> 'd'
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
  (SELECT pg_catalog.json_agg(a.attname ORDER BY k.place) FROM (
      SELECT i.indkey, i.indnkeyatts FROM pg_catalog.pg_index i
      WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indrelid AND NOT a.attnotnull
          AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))
      ORDER BY i.indisprimary DESC, i.indnkeyatts, i.indexrelid LIMIT 1) AS chosen,
    LATERAL pg_catalog.unnest(chosen.indkey) WITH ORDINALITY AS k(attnum, place)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
    WHERE k.place <= chosen.indnkeyatts) AS key,
  (SELECT COALESCE(pg_catalog.json_agg(pg_catalog.json_build_object(
      'constraint', pg_catalog.quote_ident(kn.nspname) || '.' || pg_catalog.quote_ident(k.conname),
      'columns', (SELECT pg_catalog.json_agg(a.attname ORDER BY u.place) FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS u(attnum, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.attnum),
      'target', pg_catalog.json_build_object('schema', tn.nspname, 'name', tc.relname),
      'targetOid', tc.oid::int8,
      'targetColumns', (SELECT pg_catalog.json_agg(a.attname ORDER BY u.place) FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS u(attnum, place)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.attnum),
      'deferrable', k.condeferrable
    ) ORDER BY k.conname), '[]')
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_namespace kn ON kn.oid = k.connamespace
    JOIN pg_catalog.pg_class tc ON tc.oid = k.confrelid
    JOIN pg_catalog.pg_namespace tn ON tn.oid = tc.relnamespace
    WHERE k.conrelid = c.oid AND k.contype = 'f') AS foreign_keys
FROM relation JOIN pg_catalog.pg_class c ON c.oid = relation.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace`;
