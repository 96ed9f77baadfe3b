import { identifier, qualified } from "../../sql/identifier.js";
import { quoteLiteral } from "../../sql/quote.js";
import type { ObjectBase, QualifiedName } from "../catalog-object.js";
import {
  ATTACHED_INDEXES,
  attachPieces,
  indexSettings,
  readAttached,
  readIndexFacts,
  type IndexFacts,
} from "../index-facts.js";
import { isWrittenElsewhere } from "../inline-checks.js";
import type { Major } from "../../types/major.js";
import type { Kind, Piece, Row } from "../kind.js";
import { plainForeignKey, plainKey } from "../plain-definition.js";
import { present } from "../present.js";
import { withOptions } from "../storage-options.js";
import { columnNames, columnsQuery, type ColumnNames } from "../table-column.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/**
 * A constraint of a table or a foreign table. An index that PostgreSQL made for it is a part of it, and has its name.
 * NOT NULL is a part of its column. What a child has from its parent alone is no object, but for the CHECKs of partitions,
 * which must have them before they are attached.
 */
export interface Constraint extends ObjectBase<"constraint">, IndexFacts {
  readonly schema: string;
  readonly of: QualifiedName;
  readonly type: "check" | "exclusion" | "foreign key" | "primary key" | "unique";
  /** As pg_get_constraintdef writes it. */
  readonly definition: string;
  /** NOT VALID or NOT ENFORCED. */
  readonly notValid?: true;
  /** A CHECK that a partition has from its parent alone. */
  readonly inherited?: true;
  /** Comment on its index. */
  readonly indexComment?: string;
}

const TYPES = { c: "check", f: "foreign key", p: "primary key", u: "unique", x: "exclusion" } as const;

/** The condition that `plainKey` or `plainForeignKey` can write a constraint. */
function isPlain(major: Major): string {
  const always = `NOT k.condeferrable AND k.convalidated${major >= 18 ? " AND NOT k.conperiod" : ""}`;
  return `(${always} AND CASE WHEN k.contype = 'f' THEN k.confmatchtype = 's' AND k.confdelsetcols IS NULL
          ELSE k.contype IN ('p', 'u') AND i.indnatts = i.indnkeyatts AND NOT i.indnullsnotdistinct END)`;
}

export const constraint: Kind<Constraint> = {
  kind: "constraint",
  catalog: "pg_constraint",
  queries: (major) => [
    `SELECT k.oid, i.indexrelid, n.nspname, c.relname, k.conname, k.contype,
        CASE WHEN NOT ${isPlain(major)} THEN pg_catalog.pg_get_constraintdef(k.oid) END,
        k.conrelid, k.conkey, k.confrelid, k.confkey, fn.nspname, fc.relname, k.confupdtype, k.confdeltype,
        NOT k.convalidated, NOT k.conislocal AND k.contype = 'c', d.description,
        CASE WHEN k.contype <> 'x' THEN ic.reloptions END, i.indisclustered, i.indisreplident,
        CASE WHEN i.indexprs IS NOT NULL THEN (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(a.attnum, a.attstattarget) ORDER BY a.attnum)
          FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attnum > 0 AND a.attstattarget >= 0) END
      FROM pg_catalog.pg_constraint k
      JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
      LEFT JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
      LEFT JOIN pg_catalog.pg_class fc ON fc.oid = k.confrelid
      LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = fc.relnamespace
      LEFT JOIN pg_catalog.pg_description d
        ON d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objoid = i.indexrelid AND d.objsubid = 0
      WHERE k.contype IN ('c', 'f', 'p', 'u', 'x') AND (k.contype <> 'f' OR k.conparentid = 0)
        AND (k.contype <> 'c' OR k.conislocal OR c.relispartition)
        AND ${ofUsers("n")} AND ${ofNoExtension("pg_class", "c.oid")}`,
    ATTACHED_INDEXES,
    columnsQuery(["r", "p"]),
  ],
  read: ([rows = [], attached = [], columns = []]) => {
    const parents = readAttached(attached);
    const names = columnNames(columns);
    return rows.map((row) => {
      const [oid, index, schema, table, name, type, definition] = row;
      const [notValid, inherited, indexComment, ...facts] = row.slice(15);
      return {
        oid: Number(oid),
        object: present({
          kind: "constraint",
          schema,
          name,
          of: { schema, name: table },
          type: TYPES[type as keyof typeof TYPES],
          definition: definition ?? plainDefinition(row, names),
          notValid,
          inherited,
          indexComment,
          ...readIndexFacts(facts, parents.get(Number(index))),
        }) as Constraint,
        aliases: index === null ? [] : [["pg_class", Number(index)] as const],
      };
    });
  },
  key: ({ of, name }) => `constraint ${qualified(of)} ${identifier(name)}`,
  named: ({ of, name }) => `CONSTRAINT ${identifier(name)} ON ${qualified(of)}`,
  claimedAs: ({ of }) => of,
  pieces: (one, context) => {
    const object = constraint.key(one);
    const of = [`table ${qualified(one.of)}`, `foreign table ${qualified(one.of)}`];
    const needs = [...of, ...(one.needs ?? [])];
    if (isWrittenElsewhere(one, context)) return [{ object, section: "pre-data", statements: [], needs }];
    const table = context.find(of[0]!);
    const isPartitioned = table?.kind === "table" && table.partitionBy !== undefined;
    // A CHECK goes on to the children, which have it from here; PostgreSQL has no ONLY for a partitioned table's foreign key.
    const only = one.type === "check" || (one.type === "foreign key" && isPartitioned) ? "" : "ONLY ";
    const made: Piece = {
      object,
      // Rows that break one that is not valid can be loaded before it alone.
      section: one.notValid ? "post-data" : one.type === "foreign key" ? "foreign-keys" : "constraints",
      statements: [
        `ALTER TABLE ${only}${qualified(one.of)} ADD CONSTRAINT ${identifier(one.name)} ${withIndexOptions(one)}`,
        ...indexSettings(one, one, `TABLE ${qualified(one.of)}`),
        ...(one.indexComment === undefined
          ? []
          : [`COMMENT ON INDEX ${qualified(one)} IS ${quoteLiteral(one.indexComment)}`]),
      ],
      needs,
    };
    return [made, ...attachPieces(object, one, context)];
  },
};

function plainDefinition(row: Row, names: ColumnNames): string {
  const [table, keys, target, targetKeys, targetSchema, targetName, onUpdate, onDelete] = row.slice(7);
  const columns = (keys as number[]).map((number) => names(Number(table), number));
  if (row[5] !== "f") return plainKey(row[5] === "p" ? "PRIMARY KEY" : "UNIQUE", columns);
  const targetColumns = (targetKeys as number[]).map((number) => names(Number(target), number));
  const name = { schema: String(targetSchema), name: String(targetName) };
  return plainForeignKey(columns, name, targetColumns, String(onUpdate), String(onDelete));
}

/** The storage parameters of its index, which pg_get_constraintdef leaves out, stand before what is said of deferring. */
function withIndexOptions({ definition, options }: Constraint): string {
  const end = / DEFERRABLE(?: INITIALLY DEFERRED)?$/.exec(definition)?.index ?? definition.length;
  return definition.slice(0, end) + withOptions(options) + definition.slice(end);
}
