import type { Complaint } from "./complaint.js";
import { type Statement, nodeOf } from "./statement.js";

/** Refuses COPY from or to the client: a migration has no stream beside its SQL. */
export function copyStream(statement: Statement): Complaint | undefined {
  const copy = nodeOf(statement.node, "CopyStmt");
  if (copy === undefined || copy.filename !== undefined) return undefined;
  return copy.is_from === true
    ? {
        code: "COPY_STREAM",
        message: "COPY FROM STDIN needs a stream of rows, and a migration has none.",
        hint: "Put the rows into the migration's bootstrap, or write INSERT.",
      }
    : {
        code: "COPY_STREAM",
        message: "COPY TO STDOUT sends rows to a client that does not read them.",
        hint: "Remove the statement.",
      };
}
