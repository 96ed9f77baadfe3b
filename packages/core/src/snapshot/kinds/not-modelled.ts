import { identifier, qualified } from "../../sql/identifier.js";
import type { ObjectBase } from "../catalog-object.js";
import type { CatalogTable, Kind } from "../kind.js";
import { present } from "../present.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/**
 * An object of a kind that a snapshot cannot hold. It is in the snapshot all the same, by its name: claims and drift see
 * it, nothing that holds it can be rendered (KIND_NOT_MODELLED), and a database whose other parts have one works.
 *
 * Not looked for: large objects, which are rows; roles, tablespaces and privileges on parameters, which are the cluster's;
 * privileges on languages and on what PostgreSQL itself has made.
 */
export interface NotModelled extends ObjectBase<"not modelled"> {
  /** The kind in PostgreSQL's words: `base type`, `access method`, `subscription`. */
  readonly what: string;
}

function within(what: string, catalog: CatalogTable, prefix: string, condition: string): string {
  return `SELECT ${what}, 'pg_catalog.${catalog}'::pg_catalog.regclass, o.oid, n.nspname::text, o.${prefix}name::text
    FROM pg_catalog.${catalog} o JOIN pg_catalog.pg_namespace n ON n.oid = o.${prefix}namespace
    WHERE ${condition} AND ${ofUsers("n")} AND ${ofNoExtension(catalog, "o.oid")}`;
}

function outside(what: string, catalog: CatalogTable, name: string): string {
  return `SELECT '${what}', 'pg_catalog.${catalog}'::pg_catalog.regclass, o.oid, NULL, ${name}
    FROM pg_catalog.${catalog} o WHERE o.oid >= 16384 AND ${ofNoExtension(catalog, "o.oid")}`;
}

/** What was added to an operator family of PostgreSQL's own and belongs to no operator class; extensions do so too. */
function added(catalog: CatalogTable, family: string, memberCatalog: CatalogTable, member: string): string {
  return `SELECT 'member of a built-in operator family:', 'pg_catalog.${catalog}'::pg_catalog.regclass, o.oid, NULL,
      pg_catalog.pg_describe_object('pg_catalog.${catalog}'::pg_catalog.regclass, o.oid, 0)
    FROM pg_catalog.${catalog} o WHERE o.oid >= 16384 AND o.${family} < 16384 AND ${ofNoExtension(memberCatalog, `o.${member}`)}
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend c WHERE c.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass
        AND c.objid = o.oid AND c.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass)`;
}

export const notModelled: Kind<NotModelled> = {
  kind: "not modelled",
  catalog: "pg_type",
  queries: () => [
    `SELECT o.what, o.catalog::text, o.oid, o.schema, o.name FROM (
      ${within(
        "CASE WHEN o.typisdefined THEN 'base type' ELSE 'shell type' END",
        "pg_type",
        "typ",
        `(o.typtype = 'b' AND NOT EXISTS (SELECT FROM pg_catalog.pg_type e WHERE e.typarray = o.oid) OR NOT o.typisdefined)`,
      )}
      UNION ALL ${within("'relation of an unknown kind'", "pg_class", "rel", "o.relkind NOT IN ('r', 'p', 'v', 'm', 'S', 'f', 'c', 'i', 'I', 't')")}
      UNION ALL ${outside("language", "pg_language", "o.lanname::text")}
      UNION ALL ${outside("access method", "pg_am", "o.amname::text")}
      UNION ALL ${outside(
        "transform",
        "pg_transform",
        "pg_catalog.format_type(o.trftype, NULL) || ' language ' || (SELECT l.lanname FROM pg_catalog.pg_language l WHERE l.oid = o.trflang)",
      )}
      UNION ALL ${added("pg_amop", "amopfamily", "pg_operator", "amopopr")}
      UNION ALL ${added("pg_amproc", "amprocfamily", "pg_proc", "amproc")}
      UNION ALL SELECT 'subscription', 'pg_catalog.pg_subscription'::pg_catalog.regclass, s.oid, NULL, s.subname::text
        FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid WHERE d.datname = pg_catalog.current_database()
      UNION ALL SELECT 'security label of ' || l.provider || ' for the ' || a.type, NULL, NULL,
          CASE WHEN pg_catalog.cardinality(a.object_names) > 1 THEN a.object_names[1] END,
          pg_catalog.array_to_string(a.object_names[CASE WHEN pg_catalog.cardinality(a.object_names) > 1 THEN 2 ELSE 1 END:] || a.object_args, ' ')
        FROM pg_catalog.pg_seclabel l, pg_catalog.pg_identify_object_as_address(l.classoid, l.objoid, l.objsubid) a
        WHERE l.classoid <> 'pg_catalog.pg_largeobject'::pg_catalog.regclass
      ) o (what, catalog, oid, schema, name)`,
  ],
  read: ([rows = []]) =>
    rows.map(([what, catalog, oid, schema, name]) => ({
      catalog: (catalog ?? "pg_seclabel") as CatalogTable,
      oid: Number(oid),
      object: present({
        kind: "not modelled" as const,
        what: String(what),
        schema: schema as string | undefined,
        name: String(name),
      }) as NotModelled,
    })),
  key: (one) => `${one.what} ${nameOf(one)}`,
  named: (one) => `${one.what.replace(/^(?:base|shell) /, "").toUpperCase()} ${nameOf(one)}`,
  claimedAs: ({ schema, name }) => (schema === undefined ? undefined : { schema, name }),
  pieces: () => [],
};

function nameOf({ schema, name }: NotModelled): string {
  return schema === undefined ? identifier(name) : qualified({ schema, name });
}
