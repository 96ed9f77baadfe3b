import { compareText } from "../types/ids.js";
import type { Grant } from "./catalog-object.js";

/** A part of the query: what has privileges of its own in one catalog, with its owner and what PostgreSQL gives by itself. */
function holders(table: string, oid: string, owner: string, acl: string, initial: string, condition: string): string {
  return `SELECT 'pg_catalog.${table}'::pg_catalog.regclass, ${oid}, 0, ${owner}, ${acl}, pg_catalog.acldefault(${initial}, ${owner})
    FROM pg_catalog.${table} WHERE ${condition}`;
}

/**
 * Everything that has privileges of its own: catalog, oid, attnum or 0, owner, what they are and what PostgreSQL gives by
 * itself.
 *
 * The schema public is held against what it has in a new database, whoever made it. Its owner there is a role of the
 * server's own that is told by its name: https://www.postgresql.org/docs/current/predefined-roles.html
 *
 * `relations` narrows down whose columns are looked at: there are many, and no index finds those with privileges.
 */
const held = (relations: string): string => `held (class, object, part, owner, acl, initial) AS (
    ${holders("pg_class", "oid", "relowner", "relacl", `CASE relkind WHEN 'S' THEN 's'::"char" ELSE 'r' END`, "relacl IS NOT NULL AND oid >= 16384")}
    UNION ALL SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, a.attrelid, a.attnum, c.relowner, a.attacl, NULL
      FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      WHERE a.attacl IS NOT NULL AND a.attrelid ${relations} AND NOT a.attisdropped
    UNION ALL ${holders("pg_proc", "oid", "proowner", "proacl", "'f'", "proacl IS NOT NULL AND oid >= 16384")}
    UNION ALL ${holders(
      "pg_type",
      "oid",
      "typowner",
      "typacl",
      "'T'",
      `typacl IS NOT NULL AND oid >= 16384 AND typtype <> 'm'
      AND (typrelid = 0 OR (SELECT c.relkind = 'c' FROM pg_catalog.pg_class c WHERE c.oid = typrelid))`,
    )}
    UNION ALL ${holders("pg_namespace", "oid", "nspowner", "nspacl", "'n'", "nspacl IS NOT NULL AND oid >= 16384 AND nspname <> 'public'")}
    UNION ALL SELECT 'pg_catalog.pg_namespace'::pg_catalog.regclass, oid, 0, nspowner,
        coalesce(nspacl, pg_catalog.acldefault('n', nspowner)),
        pg_catalog.acldefault('n', nspowner) || pg_catalog.makeaclitem(0, nspowner, 'USAGE', false)
      FROM pg_catalog.pg_namespace WHERE nspname = 'public'
    UNION ALL ${holders("pg_foreign_data_wrapper", "oid", "fdwowner", "fdwacl", "'F'", "fdwacl IS NOT NULL")}
    UNION ALL ${holders("pg_foreign_server", "oid", "srvowner", "srvacl", "'S'", "srvacl IS NOT NULL")}
    UNION ALL SELECT 'pg_catalog.pg_default_acl'::pg_catalog.regclass, oid, 0, defaclrole, defaclacl,
        CASE defaclnamespace WHEN 0 THEN pg_catalog.acldefault(CASE defaclobjtype WHEN 'S' THEN 's' ELSE defaclobjtype END, defaclrole) END
      FROM pg_catalog.pg_default_acl)`;

/** An array for each role: its name (null for PUBLIC), whether it is the owner, what it has, what it lacks. Null for no difference. */
function differences(acl: string, initial: string, owner: string): string {
  return `(SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
      CASE WHEN r.grantee <> 0 THEN pg_catalog.pg_get_userbyid(r.grantee) END,
      r.grantee = ${owner} AND pg_catalog.pg_get_userbyid(r.grantee) <> 'pg_database_owner', r.has, r.lacks))
    FROM (SELECT grantee,
        coalesce(pg_catalog.array_agg(privilege || CASE WHEN now.passes THEN '*' ELSE '' END) FILTER (WHERE now.passes IS NOT NULL), '{}') AS has,
        coalesce(pg_catalog.array_agg(privilege) FILTER (WHERE now.passes IS NULL), '{}') AS lacks
      FROM (SELECT e.grantee, e.privilege_type AS privilege, pg_catalog.bool_or(e.is_grantable) AS passes
        FROM pg_catalog.aclexplode(${acl}) e GROUP BY 1, 2) now
      FULL JOIN (SELECT e.grantee, e.privilege_type AS privilege, e.is_grantable AS passes
        FROM pg_catalog.aclexplode(${initial}) e) given USING (grantee, privilege)
      WHERE now.passes IS DISTINCT FROM given.passes GROUP BY grantee) r)`;
}

/**
 * Privileges that differ from those that PostgreSQL gives by itself: catalog, oids, attnums or 0, differences. Objects with
 * the same ones share a row, for a database often grants the same on all of its tables. Who granted them is not told.
 */
export const GRANTS = `WITH ${held(">= 16384")},
  alike AS (SELECT class, owner, acl, initial, pg_catalog.array_agg(object) AS objects, pg_catalog.array_agg(part) AS parts
    FROM held GROUP BY class, owner, acl, initial)
  SELECT * FROM (SELECT class::text, objects, parts, ${differences("acl", "initial", "owner")} AS found FROM alike) a
  WHERE found IS NOT NULL`;

/**
 * The same of what belongs to extensions, where it differs from what the extension's script has left: extension, type and
 * identity of the member as pg_identify_object tells them, its column, differences.
 */
export const GRANTS_ON_MEMBERS = `WITH ${held("= ANY (ARRAY(SELECT objid FROM pg_catalog.pg_depend WHERE deptype = 'e' AND classid = 'pg_catalog.pg_class'::pg_catalog.regclass))")}
  SELECT * FROM (SELECT m.refobjid, i.type, i.identity, a.attname, ${differences("h.acl", "coalesce(p.initprivs, h.initial)", "h.owner")} AS found
    FROM held h
    JOIN pg_catalog.pg_depend m ON m.classid = h.class AND m.objid = h.object AND m.deptype = 'e'
    LEFT JOIN pg_catalog.pg_init_privs p ON p.classoid = h.class AND p.objoid = h.object AND p.objsubid = h.part
    LEFT JOIN pg_catalog.pg_attribute a ON h.part <> 0 AND a.attrelid = h.object AND a.attnum = h.part,
    LATERAL pg_catalog.pg_identify_object(h.class, h.object, 0) i
    WHERE EXISTS (SELECT FROM pg_catalog.pg_extension e WHERE e.extname <> 'plpgsql')) f
  WHERE found IS NOT NULL`;

/** From the differences of a row: PUBLIC first, then the owner, then roles by name. */
export function grantsOf(differences: unknown): readonly Grant[] {
  return (differences as readonly [string | null, boolean, readonly string[], readonly string[]][])
    .map(([role, owner, has, lacks]): Grant => ({
      ...(owner ? { owner } : role === null ? {} : { role }),
      ...(has.length === 0 ? {} : { has: has.toSorted(compareText) }),
      ...(lacks.length === 0 ? {} : { lacks: lacks.toSorted(compareText) }),
    }))
    .toSorted((a, b) => rank(a) - rank(b) || compareText(a.role ?? "", b.role ?? ""));
}

function rank({ role, owner }: Grant): number {
  return role !== undefined ? 2 : owner === true ? 1 : 0;
}
