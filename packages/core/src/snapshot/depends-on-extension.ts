import type { CatalogTable } from "./kind.js";

/** The names of the extensions that an object goes with (ALTER … DEPENDS ON EXTENSION), as a sorted array. */
export function extensionsOf(catalog: CatalogTable, oid: string): string {
  return `ARRAY(SELECT ext.extname::text FROM pg_catalog.pg_depend goes JOIN pg_catalog.pg_extension ext ON ext.oid = goes.refobjid
    WHERE goes.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND goes.objid = ${oid} AND goes.deptype = 'x'
      AND goes.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass ORDER BY ext.extname COLLATE "C")`;
}
