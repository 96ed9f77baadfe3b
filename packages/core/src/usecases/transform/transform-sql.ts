import type { Sql, SqlTag } from "../../migration/transform-context.js";
import { firstWords } from "../../sql/first-words.js";
import { quoteIdentifier } from "../../sql/quote.js";
import type { Row } from "../../types/session.js";
import type { TransformSession } from "./transform-session.js";

/** A statement of `sql`: its text with `$1`, `$2`, … and its values. */
export interface BoundStatement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

/** The tag that a transform is given, and what it noticed. */
export interface TransformSql {
  readonly sql: SqlTag;
  /** The places of statements that would write and were neither awaited nor made part of another one. */
  readonly forgotten: () => readonly Error[];
}

const WRITES = /^(?:INSERT|UPDATE|DELETE|MERGE|TRUNCATE|CALL|DO|CREATE|ALTER|DROP|LOCK|SET|GRANT|REVOKE|COMMENT)\b/;

/** Makes `sql` for one run of a transform. `onSent` learns of each statement with an Error whose stack holds its place. */
export function transformSql(
  session: TransformSession,
  onSent: (statement: Promise<unknown>, site: Error) => void,
): TransformSql {
  const unused = new Map<Sql, Error>();
  const send = <R extends Row>(statement: BoundStatement, site: Error): Promise<R[]> => {
    const running = session.query<R>(statement.text, statement.parameters);
    onSent(running, site);
    return running;
  };

  class SqlPiece<R extends Row = Row> implements Sql<R> {
    #running: Promise<R[]> | undefined;
    readonly #site = new Error("sent here");
    constructor(
      readonly texts: readonly string[],
      readonly values: readonly unknown[],
    ) {
      unused.set(this, this.#site);
      for (const value of values) if (value instanceof SqlPiece) unused.delete(value);
    }
    // A thenable on purpose: a statement is sent when it is awaited, and a piece of another one never is.
    // oxlint-disable-next-line unicorn/no-thenable
    then<A = R[], B = never>(
      fulfilled?: ((rows: R[]) => A | PromiseLike<A>) | null,
      rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
    ): Promise<A | B> {
      unused.delete(this);
      this.#running ??= send<R>(boundStatement(this), this.#site);
      return this.#running.then(fulfilled, rejected);
    }
  }

  const piece = (...texts: string[]): SqlPiece => new SqlPiece(texts, []);
  const tag = <R extends Row>(texts: TemplateStringsArray, ...values: readonly unknown[]): Sql<R> =>
    new SqlPiece<R>([...texts], values);
  const sql: SqlTag = Object.assign(tag, {
    identifier: (...names: readonly string[]): Sql => piece(names.map(quoteIdentifier).join(".")),
    join(pieces: readonly Sql[], separator: Sql = piece(", ")): Sql {
      const values = pieces.flatMap((one, index) => (index === 0 ? [one] : [separator, one]));
      return new SqlPiece(
        Array.from({ length: values.length + 1 }, () => ""),
        values,
      );
    },
    unsafe: <R extends Row>(text: string, parameters: readonly unknown[] = []): Promise<R[]> =>
      send<R>({ text, parameters }, new Error("sent here")),
  });
  return {
    sql,
    forgotten: () =>
      [...unused].filter(([one]) => WRITES.test(firstWords(one.texts.join(" "))[0] ?? "")).map(([, site]) => site),
  };
}

/** Whether a value is a piece of SQL rather than a parameter. */
export function isSql(value: unknown): value is Sql {
  return typeof value === "object" && value !== null && "texts" in value && "values" in value && "then" in value;
}

/** Puts the pieces of a statement together and numbers its parameters. */
export function boundStatement(piece: Sql): BoundStatement {
  const parameters: unknown[] = [];
  const textOf = ({ texts, values }: Sql): string =>
    texts
      .map((text, index) => {
        if (index >= values.length) return text;
        const value = values[index];
        return text + (isSql(value) ? textOf(value) : `$${parameters.push(value)}`);
      })
      .join("");
  return { text: textOf(piece), parameters };
}
