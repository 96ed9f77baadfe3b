/** Comments of everything but shared objects: catalog, oid, attnum or 0, text. */
export const COMMENTS = `SELECT d.classoid::pg_catalog.regclass::text, d.objoid, d.objsubid, d.description
  FROM pg_catalog.pg_description d WHERE d.objoid >= 16384
    OR d.classoid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.objoid = pg_catalog.to_regnamespace('public')::oid
      AND d.description <> 'standard public schema'`;
