import { qualified } from "../sql/identifier.js";
import type { QualifiedName } from "./catalog-object.js";
import type { RenderContext } from "./kind.js";
import type { Constraint } from "./kinds/constraint.js";

/** The CHECKs that are written within the CREATE TABLE of their table. */
export function inlineChecks(table: QualifiedName, context: RenderContext): Constraint[] {
  return context.partsOf(table, "constraint").filter((one) => isInline(one, context) && !comesFromParent(one, context));
}

/** Whether a constraint has no statement of its own: its table's makes it, or that of a parent. */
export function isWrittenElsewhere(one: Constraint, context: RenderContext): boolean {
  return isInline(one, context) || comesFromParent(one, context);
}

function isInline(one: Constraint, { inPieces }: RenderContext): boolean {
  return one.type === "check" && !one.notValid && !keysOfTable(one.of).some((key) => inPieces.has(key));
}

/**
 * A partition is made before it is attached and then must have the CHECKs of its parent already. What the parent adds
 * when all tables are there, its partitions have from that.
 */
function comesFromParent(one: Constraint, context: RenderContext): boolean {
  if (!one.inherited) return false;
  const table = keysOfTable(one.of)
    .map((key) => context.find(key))
    .find((found) => found !== undefined);
  const parent = table?.kind === "table" || table?.kind === "foreign table" ? table.partitionOf : undefined;
  return one.notValid === true || (parent !== undefined && context.inPieces.has(`table ${qualified(parent)}`));
}

function keysOfTable(table: QualifiedName): string[] {
  return [`table ${qualified(table)}`, `foreign table ${qualified(table)}`];
}
