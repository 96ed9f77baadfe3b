import type { CatalogTable } from "./kind.js";

/** The condition that a schema is the users': `alias` is a row of pg_namespace. Schemas for temporary tables are nobody's. */
export function ofUsers(alias: string): string {
  return `${alias}.nspname !~ '^pg_' AND ${alias}.nspname <> 'information_schema'`;
}

/** The condition that an object does not belong to an extension, which makes and drops it. */
export function ofNoExtension(catalog: CatalogTable, oid: string): string {
  return `NOT EXISTS (SELECT FROM pg_catalog.pg_depend ext WHERE ext.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass
    AND ext.objid = ${oid} AND ext.deptype = 'e')`;
}
