import { StrataError } from "../../errors/strata-error.js";
import { firstWords } from "../../sql/first-words.js";
import type { Parameter, Row, Session } from "../../types/session.js";

/** The slice of the step's session that the code of a transform reaches. */
export interface TransformSession {
  /** Rows as objects. Throws TRANSFORM_REFUSED for a statement that would end the transaction, or the signal's reason. */
  query<R extends Row = Row>(text: string, parameters?: readonly unknown[]): Promise<R[]>;
  /** The same, rows as arrays. */
  values(text: string, parameters?: readonly unknown[]): Promise<unknown[][]>;
}

/** Statements that begin or end a transaction, or give up what the step's session holds. Savepoints are allowed. */
const REFUSED =
  /^(?:BEGIN|START TRANSACTION|COMMIT|END|ABORT|ROLLBACK(?! (?:TO|WORK TO|TRANSACTION TO))|PREPARE TRANSACTION|DISCARD ALL)\b/;

/** Guards the step's session while the code of a transform holds it. */
export function transformSession(session: Session, signal: AbortSignal): TransformSession {
  const check = (text: string): void => {
    signal.throwIfAborted();
    const words = firstWords(text).find((start) => REFUSED.test(start));
    if (words === undefined) return;
    throw new StrataError(
      "TRANSFORM_REFUSED",
      `a transform may not send ${words}: strata begins and ends the step's transaction`,
      {
        hint: "Take the statement out; db.transaction() gives a savepoint.",
      },
    );
  };
  return {
    async query<R extends Row>(text: string, parameters: readonly unknown[] = []) {
      check(text);
      return session.query<R>(text, parameters.map(parameterOf));
    },
    async values(text, parameters = []) {
      check(text);
      return session.values(text, parameters.map(parameterOf));
    },
  };
}

/** A value of the user's code as a bound parameter. Throws TypeError for what has no form in SQL. */
export function parameterOf(value: unknown, index: number): Parameter {
  switch (typeof value) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
      return value;
    case "object":
      if (value === null || value instanceof Uint8Array) return value;
      if (value instanceof Date) return value.toISOString();
      if (Array.isArray(value)) return value.map((item) => parameterOf(item, index)) as Parameter;
      return JSON.stringify(value);
    default:
      throw new TypeError(
        `parameter $${index + 1} is ${typeof value === "undefined" ? "undefined; write null for NULL" : `a ${typeof value}`}`,
      );
  }
}
