import { must } from "../errors/internal-error.js";
import { groupBy } from "../lib/group-by.js";
import type { ColumnBase } from "./catalog-object.js";
import type { Row } from "./kind.js";
import { present } from "./present.js";
import { ofUsers } from "./user-objects.js";

/** A column of a table, a foreign table or a materialised view. */
export interface TableColumn extends ColumnBase {
  /** As format_type writes it, with its modifier. */
  readonly type: string;
  /** Where it is not that of the type. */
  readonly collation?: string;
  readonly default?: string;
  readonly generated?: { readonly expression: string; readonly kind: "stored" | "virtual" };
  /** Its sequence is an object of its own. */
  readonly identity?: "always" | "by default";
  readonly notNull?: true;
  /** What the NOT NULL constraint has beside the name that PostgreSQL gives it. From 18 on it has a name at all. */
  readonly notNullConstraint?: NotNullConstraint;
  /** It comes from a parent alone and is not written in the table itself. Partitions have all columns from their parent; there it is absent. */
  readonly inherited?: true;
  /** Where it is not that of the type. */
  readonly storage?: "plain" | "external" | "extended" | "main";
  readonly compression?: "pglz" | "lz4";
  readonly statistics?: number;
  /** `name=value`: n_distinct, n_distinct_inherited. */
  readonly attributes?: readonly string[];
  /** `name=value`: of a column of a foreign table. */
  readonly options?: readonly string[];
}

/** A NOT NULL constraint that differs from one written without a name. */
export interface NotNullConstraint {
  readonly name?: string;
  readonly noInherit?: true;
  readonly notValid?: true;
  /** It comes from a parent alone, though the table writes the column itself. */
  readonly inherited?: true;
  /** The table has it itself, though the column comes from a parent alone. */
  readonly local?: true;
  readonly comment?: string;
}

/** Kinds of relations (pg_class.relkind) that have such columns. */
export type TableRelkind = "r" | "p" | "f" | "m";

/**
 * Columns of relations, a row each: oid of the relation, number, name, type, 1 for NOT NULL, expression, and a JSON array
 * of what few columns have.
 */
export function columnsQuery(relkinds: readonly TableRelkind[]): string {
  const inherited = "NOT a.attislocal AND NOT c.relispartition";
  return `SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull::int,
      CASE WHEN a.atthasdef THEN pg_catalog.pg_get_expr(d.adbin, CASE WHEN a.attgenerated = '' THEN 0 ELSE d.adrelid END) END,
      CASE WHEN a.attcollation <> t.typcollation OR a.attidentity <> '' OR a.attgenerated <> '' OR a.attstorage <> t.typstorage
          OR a.attcompression <> '' OR a.attstattarget >= 0 OR a.attoptions IS NOT NULL OR a.attfdwoptions IS NOT NULL
          OR ${inherited}
        THEN pg_catalog.json_build_array(
          CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::pg_catalog.regcollation END,
          NULLIF(a.attidentity, ''), NULLIF(a.attgenerated, ''), CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END,
          NULLIF(a.attcompression, ''), CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END, a.attoptions, a.attfdwoptions,
          ${inherited}, c.relispartition) END
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relkind IN (${relkinds.map((relkind) => `'${relkind}'`).join(", ")}) AND a.attnum > 0 AND NOT a.attisdropped
      AND ${ofUsers("n")}`;
}

/** NOT NULL constraints that are not the plain ones: table, column, and what they have. None before 18. */
export function notNullQuery(major: number): string {
  if (major < 18) return "SELECT NULL WHERE false";
  // Partitions have their columns and constraints written out, but for what is added to all of them at once.
  const inherited = "NOT k.conislocal AND CASE WHEN c.relispartition THEN NOT k.convalidated ELSE a.attislocal END";
  const local = "k.conislocal AND NOT a.attislocal AND NOT c.relispartition";
  return `SELECT k.conrelid, k.conkey[1], NULLIF(k.conname, c.relname || '_' || a.attname || '_not_null'), k.connoinherit,
      NOT k.convalidated, ${inherited}, ${local}, d.description
    FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    LEFT JOIN pg_catalog.pg_description d
      ON d.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.objoid = k.oid AND d.objsubid = 0
    WHERE k.contype = 'n' AND (k.conname <> c.relname || '_' || a.attname || '_not_null' OR k.connoinherit
      OR NOT k.convalidated OR ${inherited} OR ${local} OR d.description IS NOT NULL)`;
}

/** Columns with their numbers (attnum), in the same order. */
export interface NumberedColumns {
  readonly columns: readonly TableColumn[];
  readonly numbers: readonly number[];
}

/** The columns of each relation by its oid, from the rows of the two queries; relations without columns are not in it. */
export function readColumns(
  rows: readonly Row[],
  notNulls: readonly Row[],
  major: number,
): Map<number, NumberedColumns> {
  const constraints = new Map(
    notNulls.map(([table, column, name, noInherit, notValid, inherited, local, comment]) => [
      `${String(table)} ${String(column)}`,
      present({ name, noInherit, notValid, inherited, local, comment }) as NotNullConstraint,
    ]),
  );
  const relations = groupBy(rows as readonly ColumnRow[], ([relation]) => Number(relation));
  const read = new Map<number, NumberedColumns>();
  for (const [oid, ofRelation] of relations) {
    ofRelation.sort(([, a], [, b]) => a - b);
    const constraintOf = (number: number): NotNullConstraint | undefined =>
      constraints.size === 0 ? undefined : constraints.get(`${oid} ${number}`);
    read.set(oid, {
      columns: ofRelation.map((row) => readColumn(row, constraintOf(row[1]), major)),
      numbers: ofRelation.map(([, number]) => number),
    });
  }
  return read;
}

/** The name of a column by the oid of its relation and its number. */
export type ColumnNames = (relation: number, number: number) => string;

/** From the rows of {@link columnsQuery}. */
export function columnNames(rows: readonly Row[]): ColumnNames {
  const names = new Map<number, string[]>();
  for (const [relation, number, name] of rows as readonly ColumnRow[]) {
    const ofRelation = names.get(Number(relation)) ?? [];
    if (ofRelation.length === 0) names.set(Number(relation), ofRelation);
    ofRelation[number] = name;
  }
  return (relation, number) => must(names.get(relation)?.[number], `column ${number} of relation ${relation}`);
}

type ColumnRow = readonly [
  relation: unknown,
  number: number,
  name: string,
  type: string,
  notNull: 0 | 1,
  expression: string | null,
  more:
    | readonly [
        collation: string | null,
        identity: "a" | "d" | null,
        generated: "s" | "v" | null,
        storage: keyof typeof STORAGE | null,
        compression: keyof typeof COMPRESSION | null,
        statistics: number | null,
        attributes: readonly string[] | null,
        options: readonly string[] | null,
        inherited: boolean,
        isPartition: boolean,
      ]
    | null,
];

const STORAGE = { p: "plain", e: "external", x: "extended", m: "main" } as const;
const COMPRESSION = { p: "pglz", l: "lz4" } as const;

function readColumn(
  [, , name, type, notNull, expression, more]: ColumnRow,
  notNullConstraint: NotNullConstraint | undefined,
  major: number,
): TableColumn {
  const column: { -readonly [K in keyof TableColumn]: TableColumn[K] } = { name, type };
  if (expression !== null && (more === null || more[2] === null)) column.default = expression;
  if (notNull === 1) column.notNull = true;
  if (notNullConstraint !== undefined) column.notNullConstraint = notNullConstraint;
  if (more === null) return column;
  const [collation, identity, generated, storage, compression, statistics, attributes, options, inherited] = more;
  const isPartition = more[9];
  // From 17 on a partition has its identity columns from its parent, without a sequence of its own.
  const hasIdentity = identity !== null && !(isPartition && major >= 17);
  return present({
    ...column,
    collation: collation ?? undefined,
    generated:
      generated === null || expression === null
        ? undefined
        : { expression, kind: generated === "s" ? ("stored" as const) : ("virtual" as const) },
    identity: hasIdentity ? (identity === "a" ? ("always" as const) : ("by default" as const)) : undefined,
    inherited: inherited || undefined,
    storage: storage === null ? undefined : STORAGE[storage],
    compression: compression === null ? undefined : COMPRESSION[compression],
    statistics: statistics ?? undefined,
    attributes: attributes ?? undefined,
    options: options ?? undefined,
  }) as TableColumn;
}
