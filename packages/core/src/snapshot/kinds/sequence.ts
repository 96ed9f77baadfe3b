import { identifier, qualified } from "../../sql/identifier.js";
import type { ObjectBase, QualifiedName } from "../catalog-object.js";
import type { Kind, Piece } from "../kind.js";
import { present } from "../present.js";
import { ofNoExtension, ofUsers } from "../user-objects.js";

/**
 * CREATE SEQUENCE, or the sequence of an identity column, which its table makes. One that is owned by a column is `of`
 * the column's table. Numbers are texts, for bigint does not fit into a number of JSON.
 */
export interface Sequence extends ObjectBase<"sequence"> {
  readonly schema: string;
  /** The column that owns it. */
  readonly column?: string;
  /** It belongs to the column as GENERATED … AS IDENTITY. */
  readonly identity?: true;
  readonly unlogged?: true;
  /** Absent for bigint. */
  readonly type?: string;
  readonly start?: string;
  readonly increment?: string;
  readonly minimum?: string;
  readonly maximum?: string;
  readonly cache?: string;
  readonly cycle?: true;
}

export const sequence: Kind<Sequence> = {
  kind: "sequence",
  catalog: "pg_class",
  queries: () => [
    `SELECT c.oid, n.nspname, c.relname, c.relpersistence = 'u', pg_catalog.format_type(s.seqtypid, NULL),
        s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle, tn.nspname, t.relname, a.attname, d.deptype = 'i'
      FROM pg_catalog.pg_sequence s
      JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
        AND d.deptype IN ('a', 'i') AND d.refclassid = d.classid AND d.refobjsubid > 0
      LEFT JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
      LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
      LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      WHERE ${ofUsers("n")} AND ${ofNoExtension("pg_class", "c.oid")}`,
  ],
  read: ([rows = []]) =>
    rows.map((row) => {
      const [oid, schema, name, unlogged, type, start, increment, minimum, maximum, cache, cycle] = row;
      const [ofSchema, ofName, column, identity] = row.slice(11);
      const usual = usualBounds(String(type), String(increment));
      const first = String(increment).startsWith("-") ? maximum : minimum;
      return {
        oid: Number(oid),
        object: present({
          kind: "sequence",
          schema,
          name,
          of: column === null ? undefined : { schema: ofSchema, name: ofName },
          column,
          identity,
          unlogged,
          type: type === "bigint" ? undefined : type,
          start: start === first ? undefined : start,
          increment: increment === "1" ? undefined : increment,
          minimum: minimum === usual.minimum ? undefined : minimum,
          maximum: maximum === usual.maximum ? undefined : maximum,
          cache: cache === "1" ? undefined : cache,
          cycle,
        }) as Sequence,
      };
    }),
  key: (one) => `sequence ${qualified(one)}`,
  named: (one) => `SEQUENCE ${qualified(one)}`,
  claimedAs: ({ of, schema, name }) => of ?? { schema, name },
  pieces: (one) => {
    const object = sequence.key(one);
    const table = one.of === undefined ? [] : [`table ${qualified(one.of)}`, `foreign table ${qualified(one.of)}`];
    if (one.identity) return [{ object, section: "pre-data", statements: [], needs: table }];
    const options = [...(one.type === undefined ? [] : [`AS ${one.type}`]), ...sequenceOptions(one)];
    const create = [`CREATE ${one.unlogged ? "UNLOGGED " : ""}SEQUENCE ${qualified(one)}`, ...options].join(" ");
    const made: Piece = { object, section: "pre-data", statements: [create], needs: [] };
    if (one.of === undefined || one.column === undefined) return [made];
    const owned = `ALTER SEQUENCE ${qualified(one)} OWNED BY ${qualified(one.of)}.${identifier(one.column)}`;
    return [made, { object, part: "owner", section: "pre-data", statements: [owned], needs: table }];
  },
};

/** The options that are not what PostgreSQL takes by itself. */
export function sequenceOptions(one: Sequence): string[] {
  const options = {
    "START WITH": one.start,
    "INCREMENT BY": one.increment,
    MINVALUE: one.minimum,
    MAXVALUE: one.maximum,
    CACHE: one.cache,
  };
  const given = Object.entries(options).flatMap(([word, value]) => (value === undefined ? [] : [`${word} ${value}`]));
  return one.cycle ? [...given, "CYCLE"] : given;
}

/** The name that PostgreSQL gives the sequence of an identity column when nothing else has it. */
export function usualSequenceName(table: QualifiedName, column: string): QualifiedName {
  return { schema: table.schema, name: `${table.name}_${column}_seq` };
}

/** Bounds of a sequence that names none. https://www.postgresql.org/docs/current/sql-createsequence.html */
function usualBounds(type: string, increment: string): { readonly minimum: string; readonly maximum: string } {
  const bits = type === "smallint" ? 15n : type === "integer" ? 31n : 63n;
  const most = 2n ** bits;
  return increment.startsWith("-")
    ? { minimum: String(-most), maximum: "-1" }
    : { minimum: "1", maximum: String(most - 1n) };
}
