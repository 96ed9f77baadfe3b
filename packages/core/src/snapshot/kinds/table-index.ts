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

export const tableIndex: Kind<Index> = {
  kind: "index",
  catalog: "pg_class",
  queries: () => [
    `SELECT i.indexrelid, n.nspname, c.relname, t.relname, pg_catalog.pg_get_indexdef(i.indexrelid),
        NOT i.indisvalid AND c.relkind = 'i', NULL, i.indisclustered, i.indisreplident,
        CASE WHEN i.indexprs IS NOT NULL THEN (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(a.attnum, a.attstattarget) ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attnum > 0 AND a.attstattarget >= 0) END
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
      WHERE k.oid IS NULL AND ${ofUsers("n")} AND ${ofNoExtension("pg_class", "t.oid")}`,
    ATTACHED_INDEXES,
  ],
  read: ([rows = [], attached = []]) => {
    const parents = readAttached(attached);
    return rows.map(([oid, schema, name, table, definition, invalid, ...facts]) => ({
      oid: Number(oid),
      object: present({
        kind: "index",
        schema,
        name,
        of: { schema, name: table },
        definition,
        invalid,
        ...readIndexFacts(facts, parents.get(Number(oid))),
      }) as Index,
    }));
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
