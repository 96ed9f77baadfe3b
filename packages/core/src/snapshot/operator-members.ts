/**
 * A part of a query: the operators and functions that an operator class or family holds by itself, as CREATE OPERATOR CLASS
 * and ALTER OPERATOR FAMILY ADD write them; null for none. Which of the two a member belongs to is in pg_depend:
 * pg_dump.c, dumpOpclass and dumpOpfamily.
 *
 * @param holder the catalog of the class or the family
 * @param oid column of its oid
 * @param family column of the family's oid
 */
export function selectMembers(holder: "pg_opclass" | "pg_opfamily", oid: string, family: string): string {
  const heldBy = (catalog: string, member: string): string =>
    `EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass AND d.objid = ${member}
            AND d.refclassid = 'pg_catalog.${holder}'::pg_catalog.regclass AND d.refobjid = ${oid})`;
  return `(SELECT pg_catalog.json_agg(m.text ORDER BY m.rank, m.number, m.text COLLATE "C") FROM (
          SELECT 1, o.amopstrategy, 'OPERATOR ' || o.amopstrategy || ' ' || o.amopopr::pg_catalog.regoperator
              || coalesce(' FOR ORDER BY ' || pg_catalog.quote_ident(sn.nspname) || '.' || pg_catalog.quote_ident(s.opfname), '')
            FROM pg_catalog.pg_amop o
            LEFT JOIN (pg_catalog.pg_opfamily s JOIN pg_catalog.pg_namespace sn ON sn.oid = s.opfnamespace) ON s.oid = o.amopsortfamily
            WHERE o.amopfamily = ${family} AND ${heldBy("pg_amop", "o.oid")}
          UNION ALL
          SELECT 2, p.amprocnum, 'FUNCTION ' || p.amprocnum || ' (' || pg_catalog.format_type(p.amproclefttype, NULL) || ', '
              || pg_catalog.format_type(p.amprocrighttype, NULL) || ') ' || p.amproc::pg_catalog.regprocedure
            FROM pg_catalog.pg_amproc p WHERE p.amprocfamily = ${family} AND ${heldBy("pg_amproc", "p.oid")}
        ) m (rank, number, text))`;
}

/** Members one below the other. */
export function memberList(members: readonly string[]): string {
  return members.map((member) => `\n    ${member}`).join(",");
}
