import type { CreateSchemaStmt, Node, RangeVar, SelectStmt } from "libpg-query";
import { callsFunction } from "./function-calls.js";
import { type Statement, nodeOf, partsOfKind } from "./statement.js";

/** A name that a statement creates in a schema. Indexes, triggers, rules and policies follow their table and have none. */
export interface CreatedName {
  readonly kind: "relation" | "type" | "function" | "other";
  /** As written; undefined when the search_path decides. `pg_temp` for a relation that is TEMP. */
  readonly schema: string | undefined;
  readonly name: string;
  /** TEMP by its statement, or by the schema pg_temp. */
  readonly temporary: boolean;
}

/** The names that a statement creates by its text; what DO, CALL, EXECUTE and functions create is not seen. */
export function createdNames(statement: Statement): CreatedName[] {
  return readers[statement.kind]?.(statement.node) ?? [];
}

/** The schema that a statement creates, also by renaming another. With AUTHORIZATION alone the role's name is the schema's. */
export function createsSchema(statement: Statement): string | undefined {
  const rename = partsOfKind(statement, "RenameStmt");
  if (rename?.renameType === "OBJECT_SCHEMA") return rename.newname;
  return schemaOf(partsOfKind(statement, "CreateSchemaStmt"));
}

/** Whether the first schema of the search_path exists, statement by statement. */
export interface SchemaWatch {
  /** Takes the next statement into account. */
  see(statement: Statement): void;
  /** The first statement that creates an unqualified name while the schema does not exist. */
  readonly found: Statement | undefined;
}

/**
 * Looks for the first statement that creates an unqualified name while the first schema of the search_path does not
 * exist, which PostgreSQL would create in the next schema of the path, or as a temporary one.
 *
 * `existsBefore` says whether the schema exists when the file starts. The look ends without a result where the text no
 * longer shows the state: after DO, CALL or EXECUTE, which may create the schema, and after a change of search_path.
 */
export function watchSchema(firstSchema: string, existsBefore: boolean): SchemaWatch {
  let exists = existsBefore;
  let ended = false;
  let found: Statement | undefined;
  return {
    get found() {
      return found;
    },
    see(statement) {
      if (ended) return;
      if (createsSchema(statement) === firstSchema) exists = true;
      else if (removesSchema(statement, firstSchema)) exists = false;
      else if (hidesState(statement)) ended = true;
      if (ended || exists) return;
      if (!createdNames(statement).some(({ schema, temporary }) => schema === undefined && !temporary)) return;
      found = statement;
      ended = true;
    },
  };
}

function schemaOf(create: CreateSchemaStmt | undefined): string | undefined {
  return create?.schemaname ?? create?.authrole?.rolename;
}

function ofNode(node: Node): CreatedName[] {
  const tag = Object.keys(node)[0]!;
  const read = readers[tag];
  return read === undefined ? [] : read(node);
}

const readers: Readonly<Record<string, (node: Node) => CreatedName[]>> = {
  CreateStmt: (node) => relation(nodeOf(node, "CreateStmt")?.relation),
  CreateForeignTableStmt: (node) => relation(nodeOf(node, "CreateForeignTableStmt")?.base?.relation),
  CreateTableAsStmt: (node) => relation(nodeOf(node, "CreateTableAsStmt")?.into?.rel),
  SelectStmt: (node) => relation(intoOf(nodeOf(node, "SelectStmt"))),
  ViewStmt: (node) => relation(nodeOf(node, "ViewStmt")?.view),
  CreateSeqStmt: (node) => relation(nodeOf(node, "CreateSeqStmt")?.sequence),
  // EXPLAIN ANALYZE executes, and so creates; EXPLAIN alone is rare enough in a migration to be treated alike.
  ExplainStmt: (node) => inner(nodeOf(node, "ExplainStmt")?.query),
  CompositeTypeStmt: (node) => {
    const type = nodeOf(node, "CompositeTypeStmt")?.typevar;
    return relation(type).map((created) => ({ ...created, kind: "type" }));
  },
  CreateEnumStmt: (node) => named("type", nodeOf(node, "CreateEnumStmt")?.typeName),
  CreateRangeStmt: (node) => named("type", nodeOf(node, "CreateRangeStmt")?.typeName),
  CreateDomainStmt: (node) => named("type", nodeOf(node, "CreateDomainStmt")?.domainname),
  CreateFunctionStmt: (node) => named("function", nodeOf(node, "CreateFunctionStmt")?.funcname),
  DefineStmt: (node) => {
    const define = nodeOf(node, "DefineStmt");
    const kind = define?.kind === "OBJECT_TYPE" ? "type" : define?.kind === "OBJECT_AGGREGATE" ? "function" : "other";
    return named(kind, define?.defnames);
  },
  CreateOpClassStmt: (node) => named("other", nodeOf(node, "CreateOpClassStmt")?.opclassname),
  CreateOpFamilyStmt: (node) => named("other", nodeOf(node, "CreateOpFamilyStmt")?.opfamilyname),
  CreateConversionStmt: (node) => named("other", nodeOf(node, "CreateConversionStmt")?.conversion_name),
  CreateStatsStmt: (node) => named("other", nodeOf(node, "CreateStatsStmt")?.defnames),
  // The elements of CREATE SCHEMA are created in it without saying so.
  CreateSchemaStmt: (node) => {
    const create = nodeOf(node, "CreateSchemaStmt");
    const schema = schemaOf(create);
    return (create?.schemaElts ?? [])
      .flatMap(ofNode)
      .map((created) => ({ ...created, schema: created.schema ?? schema }));
  },
};

function inner(node: Node | undefined): CreatedName[] {
  return node === undefined ? [] : ofNode(node);
}

/** The target of SELECT INTO: of a set operation it stands in its first SELECT. */
function intoOf(select: SelectStmt | undefined): RangeVar | undefined {
  let first = select;
  while (first?.larg !== undefined) first = first.larg;
  return first?.intoClause?.rel;
}

function relation(range: RangeVar | undefined): CreatedName[] {
  if (range?.relname === undefined) return [];
  const temporary = range.relpersistence === "t" || range.schemaname === "pg_temp";
  return [
    {
      kind: "relation",
      schema: range.schemaname ?? (temporary ? "pg_temp" : undefined),
      name: range.relname,
      temporary,
    },
  ];
}

function named(kind: CreatedName["kind"], path: readonly Node[] | undefined): CreatedName[] {
  const parts = (path ?? []).map((part) => nodeOf(part, "String")?.sval ?? "");
  const name = parts.at(-1);
  if (name === undefined) return [];
  const schema = parts.at(-2);
  return [{ kind, schema, name, temporary: schema === "pg_temp" }];
}

function removesSchema(statement: Statement, schema: string): boolean {
  const rename = partsOfKind(statement, "RenameStmt");
  if (rename?.renameType === "OBJECT_SCHEMA") return rename.subname === schema;
  const drop = partsOfKind(statement, "DropStmt");
  return (
    drop?.removeType === "OBJECT_SCHEMA" &&
    drop.objects?.some((object) => nodeOf(object, "String")?.sval === schema) === true
  );
}

function hidesState(statement: Statement): boolean {
  if (statement.kind === "DoStmt" || statement.kind === "CallStmt" || statement.kind === "ExecuteStmt") return true;
  if (partsOfKind(statement, "VariableSetStmt")?.name === "search_path") return true;
  return /set_config/i.test(statement.text) && callsFunction(statement.node, ["set_config"]);
}
