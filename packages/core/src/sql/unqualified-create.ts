import type { Finding } from "../errors/finding.js";
import type { TextFile } from "../migration/migration.js";
import { complainAt } from "./complaint.js";
import { createdNames } from "./created-names.js";
import { quoteIdentifier } from "./quote.js";
import type { Statement } from "./statement.js";

/** What `watchSchema` found, as a finding with the statement that is missing. */
export function unqualifiedCreate(
  file: TextFile,
  statement: Statement | undefined,
  firstSchema: string,
): Finding | undefined {
  if (statement === undefined) return undefined;
  const names = createdNames(statement).filter(({ schema }) => schema === undefined);
  return complainAt(file, statement.start, {
    code: "UNQUALIFIED_WITHOUT_SCHEMA",
    message: `${names.map(({ name }) => name).join(", ")} is created without a schema, and the schema ${firstSchema} does not exist yet.`,
    hint: `Put before it: CREATE SCHEMA ${quoteIdentifier(firstSchema)};`,
  });
}
