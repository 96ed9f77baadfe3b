/**
 * What needs what (pg_depend): catalog, oid and column of the one, catalog and oid of the other; column 0 for the whole.
 *
 * What belongs to another object is told as that object: a column's default as the column, a view's rule as the view, a
 * member of an extension as the extension, a table that is published as the publication. Left out are schemas, what a
 * part has to do with its own table, and what the server made by itself.
 * https://www.postgresql.org/docs/current/catalog-pg-depend.html
 */
export const DEPENDENCIES = `WITH depends AS (
    SELECT CASE WHEN r.rulename = '_RETURN' OR a.oid IS NOT NULL THEN 'pg_catalog.pg_class'::pg_catalog.regclass
        WHEN pr.oid IS NOT NULL THEN 'pg_catalog.pg_publication'::pg_catalog.regclass ELSE d.classid END AS class,
      coalesce(a.adrelid, pr.prpubid, CASE WHEN r.rulename = '_RETURN' THEN r.ev_class END, d.objid) AS object,
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
    WHERE d.deptype IN ('n', 'a') AND d.refclassid <> 'pg_catalog.pg_namespace'::pg_catalog.regclass AND d.refobjid >= 16384)
  SELECT DISTINCT d.class::pg_catalog.regclass::text, d.object, d.part, coalesce(e.refclassid, d.refclassid)::pg_catalog.regclass::text,
    coalesce(e.refobjid, d.refobjid)
  FROM depends d
  LEFT JOIN pg_catalog.pg_depend e ON e.deptype = 'e' AND e.classid = d.refclassid AND e.objid = d.refobjid
  WHERE NOT (d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid IN (d.whole, d.object))`;
