import type { Complaint } from "./complaint.js";
import { optionOf } from "./definition-options.js";
import { quoteIdentifier } from "./quote.js";
import { type Statement, nodeOf } from "./statement.js";

/** How unqualified names of a file resolve. */
export interface SchemaContext {
  /** The module's first claimed schema, first in the search_path. */
  readonly firstSchema: string;
  /** The root configuration's schema for extensions, second in the search_path. */
  readonly extensionSchema: string;
}

/**
 * Refuses CREATE EXTENSION without SCHEMA where it would put the extension's objects, which all modules share, into the
 * schema of one of them.
 */
export function extensionSchema(statement: Statement, context: SchemaContext): Complaint | undefined {
  const create = nodeOf(statement.node, "CreateExtensionStmt");
  if (create === undefined || context.firstSchema === context.extensionSchema) return undefined;
  if (optionOf(create.options, "schema") !== undefined) return undefined;
  return {
    code: "EXTENSION_WITHOUT_SCHEMA",
    message: `The extension ${create.extname} would land in ${context.firstSchema}, where other modules do not find it.`,
    hint: `Write: ${statement.text} SCHEMA ${quoteIdentifier(context.extensionSchema)};`,
  };
}
