import type { Node, RangeVar, WithClause } from "libpg-query";
import type { Complaint } from "./complaint.js";
import type { SchemaContext } from "./extension-schema.js";
import { type Statement, nodeOf } from "./statement.js";

const HISTORY = "sys_core";

/** Kinds of statements that write or change the relation they name. */
const WRITES = [
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
  "AlterTableStmt",
  "AlterObjectSchemaStmt",
  "CreateStmt",
  "CreateTrigStmt",
  "IndexStmt",
  "RenameStmt",
  "RuleStmt",
] as const;

/**
 * Refuses SQL of a module that writes to strata's own tables: a history that migrations can change cannot be trusted.
 * What DO, functions and transforms do is not seen here. sys-core itself is the module whose first schema they are in.
 */
export function historyWrites(
  statement: Statement,
  context: Pick<SchemaContext, "firstSchema">,
): Complaint | undefined {
  if (context.firstSchema === HISTORY || !statement.text.toLowerCase().includes(HISTORY)) return undefined;
  if (!writesHistory(statement.node)) return undefined;
  return {
    code: "HISTORY_WRITE",
    message: `The tables of ${HISTORY} belong to strata.`,
    hint: "Remove the statement; reading them is allowed, and `strata repair` mends what can be mended.",
  };
}

function writesHistory(node: Node): boolean {
  const copy = nodeOf(node, "CopyStmt");
  const targets: (RangeVar | undefined)[] = [
    ...WRITES.map((kind) => partsOf(node, kind).relation),
    copy?.is_from === true ? copy.relation : undefined,
    ...(nodeOf(node, "TruncateStmt")?.relations ?? []).map((one) => nodeOf(one, "RangeVar")),
  ];
  return targets.some((target) => target?.schemaname === HISTORY) || dropsHistory(node) || hiddenWrites(node);
}

/** What many kinds of statements have in common, read from the one of this kind. */
function partsOf(node: Node, kind: string): { relation?: RangeVar; withClause?: WithClause } {
  return (node as Partial<Record<string, { relation?: RangeVar; withClause?: WithClause }>>)[kind] ?? {};
}

/** DROP of the schema, or of what is in it. */
function dropsHistory(node: Node): boolean {
  const drop = nodeOf(node, "DropStmt");
  return (drop?.objects ?? []).some((object) => {
    const qualified = nodeOf(object, "List")?.items ?? nodeOf(object, "ObjectWithArgs")?.objname ?? [object];
    const names = qualified.map((item) => nodeOf(item, "String")?.sval);
    return names[0] === HISTORY && (names.length > 1 || drop?.removeType === "OBJECT_SCHEMA");
  });
}

/** INSERT, UPDATE, DELETE and MERGE within a WITH. */
function hiddenWrites(node: Node): boolean {
  const parts = (["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"] as const).flatMap(
    (kind) => partsOf(node, kind).withClause?.ctes ?? [],
  );
  return parts.some((part) => {
    const query = nodeOf(part, "CommonTableExpr")?.ctequery;
    return query !== undefined && writesHistory(query);
  });
}
