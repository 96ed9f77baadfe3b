import { qualified } from "../../sql/identifier.js";
import type { ObjectBase, QualifiedName } from "../catalog-object.js";
import {
  ATTACHED_INDEXES,
  attachPieces,
  indexSettings,
  readAttached,
  readIndexFacts,
  type IndexFacts,
} from "../index-facts.js";
import type { Kind, Piece } from "../kind.js";
import { plainIndex, type PlainIndex } from "../plain-definition.js";
import { present } from "../present.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/** CREATE INDEX. The index of a constraint is a part of the constraint. */
export interface Index extends ObjectBase<"index">, IndexFacts {
  readonly schema: string;
  readonly of: QualifiedName;
  /** As pg_get_indexdef writes it. */
  readonly definition: string;
  /** What CREATE INDEX CONCURRENTLY leaves when it fails: no query uses it, and no dump makes it. */
  readonly invalid?: true;
}

/**
 * Column names of an index that `plainIndex` can write. A type has an operator class of its own as the default one or, of
 * those that have none, varchar has that of text (GetDefaultOpClass in src/backend/commands/indexcmds.c).
 */
const PLAIN_COLUMNS = `SELECT CASE WHEN c.relam = 403 AND c.reloptions IS NULL AND i.indexprs IS NULL AND i.indnatts = i.indnkeyatts
      AND i.indoption::text !~ '[1-9]' THEN
    (SELECT pg_catalog.array_agg(a.attname ORDER BY k.place)
      FROM ROWS FROM (pg_catalog.unnest(i.indkey::int2[]), pg_catalog.unnest(i.indclass::oid[]), pg_catalog.unnest(i.indcollation::oid[]))
        WITH ORDINALITY AS k(attnum, class, collated, place)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
      JOIN pg_catalog.pg_opclass o ON o.oid = k.class
      HAVING pg_catalog.bool_and(k.collated = a.attcollation AND o.opcdefault AND (o.opcintype = a.atttypid
        OR a.atttypid = 'varchar'::pg_catalog.regtype AND o.opcintype = 'text'::pg_catalog.regtype AND NOT EXISTS (
          SELECT FROM pg_catalog.pg_opclass v WHERE v.opcdefault AND v.opcmethod = 403 AND v.opcintype = 'varchar'::pg_catalog.regtype))))
  END AS columns OFFSET 0`;

export const tableIndex: Kind<Index> = {
  kind: "index",
  catalog: "pg_class",
  queries: () => [
    `SELECT i.indexrelid, n.nspname, c.relname, t.relname, CASE WHEN plain.columns IS NULL THEN pg_catalog.pg_get_indexdef(i.indexrelid) END,
        plain.columns, CASE WHEN plain.columns IS NOT NULL THEN pg_catalog.pg_get_expr(i.indpred, i.indrelid) END,
        i.indisunique, i.indnullsnotdistinct, c.relkind = 'I', NOT i.indisvalid AND c.relkind = 'i', NULL, i.indisclustered, i.indisreplident,
        CASE WHEN i.indexprs IS NOT NULL THEN (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(a.attnum, a.attstattarget) ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attnum > 0 AND a.attstattarget >= 0) END
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = i.indrelid AND k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
      CROSS JOIN LATERAL (${PLAIN_COLUMNS}) plain
      WHERE k.oid IS NULL AND ${ofUsers("n")} AND ${ofNoExtension("pg_class", "t.oid")}`,
    ATTACHED_INDEXES,
  ],
  read: ([rows = [], attached = []]) => {
    const parents = readAttached(attached);
    return rows.map((row) => {
      const [oid, schema, name, tableName, definition, columns, predicate, unique, nullsNotDistinct, only, invalid] =
        row;
      const table = { schema, name: tableName } as QualifiedName;
      const plain = { name, table, columns, unique, nullsNotDistinct, only, predicate } as PlainIndex;
      return {
        oid: Number(oid),
        object: present({
          kind: "index",
          schema,
          name,
          of: table,
          definition: definition ?? plainIndex(plain),
          invalid,
          ...readIndexFacts(row.slice(11), parents.get(Number(oid))),
        }) as Index,
      };
    });
  },
  key: (one) => `index ${qualified(one)}`,
  named: (one) => `INDEX ${qualified(one)}`,
  claimedAs: ({ of }) => of,
  pieces: (one, context) => {
    const object = tableIndex.key(one);
    const view = `materialized view ${qualified(one.of)}`;
    const of = `${context.find(view) === undefined ? "TABLE" : "MATERIALIZED VIEW"} ${qualified(one.of)}`;
    const made: Piece = {
      object,
      section: "constraints",
      statements: one.invalid ? [] : [one.definition, ...indexSettings(one, one, of)],
      needs: [`table ${qualified(one.of)}`, view, ...(one.needs ?? [])],
    };
    return [made, ...attachPieces(object, one, context)];
  },
};
