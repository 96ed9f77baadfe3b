import type { Complaint } from "./complaint.js";
import { createdNames } from "./created-names.js";
import { callsFunction } from "./function-calls.js";
import { type Statement, partsOfKind } from "./statement.js";

/**
 * Refuses, in a file with the header `no-transaction`, what lasts for a transaction or a session only: each statement
 * has a transaction of its own there, and a later run goes on in another session. SET is allowed, for strata says it
 * again before each statement after it: see {@link isSessionSetting}.
 */
export function lostBetweenStatements(
  statement: Statement,
  context: { readonly noTransaction: boolean },
): Complaint | undefined {
  if (!context.noTransaction) return undefined;
  const [what, hint] = lostOf(statement) ?? [];
  if (what === undefined || hint === undefined) return undefined;
  return {
    code: "LOST_BETWEEN_STATEMENTS",
    message: `${what}, and each statement of a no-transaction file has a transaction of its own.`,
    hint,
  };
}

/** SET and RESET that hold from here on; in a no-transaction file strata runs them before every later statement. */
export function isSessionSetting(statement: Statement): boolean {
  const set = partsOfKind(statement, "VariableSetStmt");
  return set !== undefined && !endsWithTransaction(set);
}

/** SET LOCAL, and SET TRANSACTION with its snapshot; SET SESSION CHARACTERISTICS is the one of these that lasts. */
function endsWithTransaction({ is_local: isLocal, kind, name }: { is_local?: boolean; kind?: string; name?: string }) {
  return isLocal === true || (kind === "VAR_SET_MULTI" && name !== "SESSION CHARACTERISTICS");
}

const MOVE = "Move what belongs together to a migration of its own without the header.";
const WRITE_SET = "Write SET without LOCAL: strata says it again before every later statement of the file.";

function lostOf(statement: Statement): readonly [string, string] | undefined {
  const set = partsOfKind(statement, "VariableSetStmt");
  if (set !== undefined)
    return endsWithTransaction(set)
      ? ["SET LOCAL and SET TRANSACTION end with their transaction", WRITE_SET]
      : undefined;
  if (/set_config/i.test(statement.text) && callsFunction(statement.node, ["set_config"]))
    return ["What set_config sets is not seen by the next statement", WRITE_SET];
  if (createdNames(statement).some(({ temporary }) => temporary))
    return ["A temporary relation ends with its session", MOVE];
  const savepoint = partsOfKind(statement, "TransactionStmt")?.kind;
  if (savepoint !== undefined)
    return SAVEPOINTS.has(savepoint) ? ["A savepoint ends with its transaction", MOVE] : undefined;
  const what = LOST[statement.kind];
  return what === undefined ? undefined : [what, MOVE];
}

const LOST: Readonly<Record<string, string>> = {
  ConstraintsSetStmt: "SET CONSTRAINTS ends with its transaction",
  DeclareCursorStmt: "A cursor ends with its transaction or session",
  LockStmt: "LOCK TABLE ends with its transaction",
  PrepareStmt: "A prepared statement ends with its session",
};

/** Whatever else begins or ends a transaction is refused in every file. */
const SAVEPOINTS: ReadonlySet<string> = new Set([
  "TRANS_STMT_SAVEPOINT",
  "TRANS_STMT_RELEASE",
  "TRANS_STMT_ROLLBACK_TO",
]);
