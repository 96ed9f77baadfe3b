/**
 * Comments of everything but shared objects: catalog, oid, attnum or 0, text. What the schema public and extensions come
 * with is left out.
 */
export const COMMENTS = `SELECT d.classoid::pg_catalog.regclass::text, d.objoid, d.objsubid, d.description
  FROM pg_catalog.pg_description d WHERE d.objoid >= 16384 AND NOT (d.classoid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND EXISTS (
      SELECT FROM pg_catalog.pg_available_extensions() a JOIN pg_catalog.pg_extension e ON e.extname = a.name
      WHERE e.oid = d.objoid AND a.comment = d.description))
    OR d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.objoid = pg_catalog.to_regnamespace('public')::oid
      AND d.description <> 'standard public schema'`;
