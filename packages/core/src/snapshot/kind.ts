import type { Major } from "../types/major.js";
import type { CatalogObject, ObjectKey, QualifiedName } from "./catalog-object.js";

/** The system catalogs that objects stand in. With the oid they name an object in pg_depend and pg_description. */
export type CatalogTable =
  | "pg_am"
  | "pg_amop"
  | "pg_amproc"
  | "pg_cast"
  | "pg_class"
  | "pg_collation"
  | "pg_constraint"
  | "pg_conversion"
  | "pg_default_acl"
  | "pg_event_trigger"
  | "pg_extension"
  | "pg_foreign_data_wrapper"
  | "pg_foreign_server"
  | "pg_language"
  | "pg_namespace"
  | "pg_opclass"
  | "pg_operator"
  | "pg_opfamily"
  | "pg_policy"
  | "pg_proc"
  | "pg_publication"
  | "pg_rewrite"
  | "pg_seclabel"
  | "pg_statistic_ext"
  | "pg_subscription"
  | "pg_transform"
  | "pg_trigger"
  | "pg_ts_config"
  | "pg_ts_dict"
  | "pg_ts_parser"
  | "pg_ts_template"
  | "pg_type"
  | "pg_user_mapping";

/** A row of a query, its columns in their order. */
export type Row = readonly unknown[];

/** An object as its own catalog has it: comment, grants and needs are added by what reads all of them at once. */
export interface ReadObject<O> {
  readonly oid: number;
  /** Where it stands, if not in the catalog of its kind. */
  readonly catalog?: CatalogTable;
  readonly object: O;
  /** The numbers (attnum) of `object.columns`, in the same order. */
  readonly columns?: readonly number[];
  /** Rows of other catalogs that stand for the same object: the row type of a table, the array type of an enum. */
  readonly aliases?: readonly (readonly [CatalogTable, number])[];
}

/**
 * The parts of a dump. Foreign keys have one of their own, for they may lead to another module's keys and back. Rows come
 * after them, for they are loaded by what the keys say, and before `post-data`, where what would act upon them stands:
 * triggers and rules.
 */
export type Section = "pre-data" | "constraints" | "foreign-keys" | "post-data";

/** Statements that stand together in a dump. */
export interface Piece {
  /** The object that it makes. */
  readonly object: ObjectKey;
  /** What it adds to an object that is there already; absent for the piece that makes it, which it comes after. */
  readonly part?: string;
  readonly section: Section;
  /** Each without the semicolon at its end. */
  readonly statements: readonly string[];
  /** What must be there before it. What is not in the dump is taken to be there. */
  readonly needs: readonly ObjectKey[];
}

/** What rendering an object may look at beside it. */
export interface RenderContext {
  /** The objects that are a part of this one (`of`), of one kind, in the order of their keys. */
  partsOf<K extends CatalogObject["kind"]>(
    whole: QualifiedName,
    kind: K,
  ): readonly Extract<CatalogObject, { readonly kind: K }>[];
  /** What is known of another object; undefined when it is not in the snapshot. */
  find(key: ObjectKey): CatalogObject | undefined;
  /** Objects that wait for each other in a circle, to be written in pieces: a table without its defaults, a view without its query. */
  readonly inPieces: ReadonlySet<ObjectKey>;
}

/** All there is to know of one kind of object: how it is read, named and written. */
export interface Kind<O extends CatalogObject = CatalogObject> {
  readonly kind: O["kind"];
  readonly catalog: CatalogTable;
  /**
   * The queries that read all objects of the kind. They run with an empty search_path, so that what the server deparses is
   * qualified; what belongs to PostgreSQL or to an extension is left out.
   */
  queries(major: Major): readonly string[];
  /** From the rows of the queries, in the order of the queries. */
  read(results: readonly (readonly Row[])[]): readonly ReadObject<O>[];
  key(object: O): ObjectKey;
  /** As COMMENT ON and DROP name it: `TABLE public.account`. */
  named(object: O): string;
  /** As GRANT names it, where that is not `named`. */
  grantedAs?(object: O): string;
  /** The name that claims are held against: its own, or that of what it is a part of. Absent for what stands outside of schemas. */
  claimedAs(object: O): QualifiedName | undefined;
  /** What makes it, without comment and grants. */
  pieces(object: O, context: RenderContext): readonly Piece[];
}
