/**
 * What needs what (pg_depend): catalog, oid and column of the one, catalog and oid of the other; column 0 for the whole.
 *
 * What belongs to another object is told as that object: a column's default as the column, a view's rule as the view, a
 * domain's constraint as the domain, a member of an operator class or family as the class or the family, a member of an
 * extension, with the array and row types made for it, as the extension, a table that is published as the publication.
 * Left out are schemas, what a part has to do with its own table, and what the server made by itself. What goes with a
 * column ("auto": its default, its indexes and constraints, a sequence that it owns) is a part of the column's table.
 * https://www.postgresql.org/docs/current/catalog-pg-depend.html
 */
export const DEPENDENCIES = `WITH RECURSIVE member (class, object, extension) AS (
      SELECT classid, objid, refobjid FROM pg_catalog.pg_depend WHERE deptype = 'e'
    UNION
      SELECT d.classid, d.objid, m.extension
      FROM member m JOIN pg_catalog.pg_depend d ON d.refclassid = m.class AND d.refobjid = m.object AND d.deptype = 'i'),
  depends AS (
    SELECT CASE WHEN r.rulename = '_RETURN' OR a.oid IS NOT NULL THEN 'pg_catalog.pg_class'::pg_catalog.regclass
        WHEN pr.oid IS NOT NULL THEN 'pg_catalog.pg_publication'::pg_catalog.regclass
        WHEN k.contypid <> 0 THEN 'pg_catalog.pg_type'::pg_catalog.regclass
        WHEN oc.refobjid IS NOT NULL THEN 'pg_catalog.pg_opclass'::pg_catalog.regclass
        WHEN d.classid IN ('pg_catalog.pg_amop'::pg_catalog.regclass, 'pg_catalog.pg_amproc'::pg_catalog.regclass)
        THEN 'pg_catalog.pg_opfamily'::pg_catalog.regclass ELSE d.classid END AS class,
      coalesce(a.adrelid, pr.prpubid, CASE WHEN r.rulename = '_RETURN' THEN r.ev_class END,
        nullif(k.contypid, 0), oc.refobjid, ao.amopfamily, ap.amprocfamily, d.objid) AS object,
      coalesce(a.adnum, 0) AS part,
      coalesce(r.ev_class, i.indrelid, k.conrelid, t.tgrelid, p.polrelid, s.stxrelid, a.adrelid, d.objid) AS whole,
      d.refclassid, d.refobjid
    FROM pg_catalog.pg_depend d
    LEFT JOIN pg_catalog.pg_attrdef a ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND a.oid = d.objid
    LEFT JOIN pg_catalog.pg_rewrite r ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND r.oid = d.objid
    LEFT JOIN pg_catalog.pg_index i ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.indexrelid = d.objid
    LEFT JOIN pg_catalog.pg_constraint k ON d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND k.oid = d.objid
    LEFT JOIN pg_catalog.pg_trigger t ON d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND t.oid = d.objid
    LEFT JOIN pg_catalog.pg_policy p ON d.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass AND p.oid = d.objid
    LEFT JOIN pg_catalog.pg_statistic_ext s ON d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass AND s.oid = d.objid
    LEFT JOIN pg_catalog.pg_publication_rel pr ON d.classid = 'pg_catalog.pg_publication_rel'::pg_catalog.regclass AND pr.oid = d.objid
    LEFT JOIN pg_catalog.pg_amop ao ON d.classid = 'pg_catalog.pg_amop'::pg_catalog.regclass AND ao.oid = d.objid
    LEFT JOIN pg_catalog.pg_amproc ap ON d.classid = 'pg_catalog.pg_amproc'::pg_catalog.regclass AND ap.oid = d.objid
    LEFT JOIN pg_catalog.pg_depend oc ON d.classid IN ('pg_catalog.pg_amop'::pg_catalog.regclass, 'pg_catalog.pg_amproc'::pg_catalog.regclass)
      AND oc.classid = d.classid AND oc.objid = d.objid AND oc.refclassid = 'pg_catalog.pg_opclass'::pg_catalog.regclass
    WHERE d.deptype IN ('n', 'a', 'x') AND d.refclassid <> 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.refobjid >= 16384
      AND NOT (d.deptype = 'a' AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0))
  SELECT DISTINCT d.class::pg_catalog.regclass::text, d.object, d.part,
    CASE WHEN m.extension IS NULL THEN d.refclassid ELSE 'pg_catalog.pg_extension'::pg_catalog.regclass END::pg_catalog.regclass::text,
    coalesce(m.extension, d.refobjid)
  FROM depends d
  LEFT JOIN member m ON m.class = d.refclassid AND m.object = d.refobjid
  WHERE NOT (d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid IN (d.whole, d.object))`;
