import type { Complaint } from "./complaint.js";
import { type Statement, nodeOf } from "./statement.js";

/**
 * Refuses statements that begin or end a transaction: the step's own would end in the middle. Savepoints stay inside it
 * and are allowed. COMMIT within a DO block or a procedure is not looked for: PostgreSQL refuses it itself inside a
 * transaction block (invalid_transaction_termination).
 */
export function transactionControl(statement: Statement): Complaint | undefined {
  switch (nodeOf(statement.node, "TransactionStmt")?.kind) {
    case undefined:
    case "TRANS_STMT_SAVEPOINT":
    case "TRANS_STMT_RELEASE":
    case "TRANS_STMT_ROLLBACK_TO":
      return undefined;
    default:
      return {
        code: "TRANSACTION_CONTROL",
        message: `${statement.text} begins or ends a transaction; strata runs the whole step in one of its own.`,
        hint: "Remove the statement: the step holds whole or not at all without it.",
      };
  }
}
