import type { PgRemoteDatabase } from "drizzle-orm/pg-proxy";
import type { ModuleName, Version } from "../types/ids.js";
import type { Row } from "../types/session.js";

/** A statement or a piece of one. Awaiting it runs it and gives its rows; inside another one it becomes part of that. */
export interface Sql<R extends Row = Row> extends PromiseLike<R[]> {
  /** The pieces of text between the values. */
  readonly texts: readonly string[];
  readonly values: readonly unknown[];
}

/**
 * Writes SQL: a value becomes a bound parameter, another `sql` a piece of the statement.
 *
 * bigint, numeric, dates and times come back as text, json as a value. A Date is bound as its ISO text, an array as a
 * PostgreSQL array, an object as JSON.
 */
export interface SqlTag {
  <R extends Row = Row>(texts: TemplateStringsArray, ...values: readonly unknown[]): Sql<R>;
  /** A quoted name, or several with dots between them. */
  identifier(...names: readonly string[]): Sql;
  /** Pieces with a separator between them, `, ` unless given. */
  join(pieces: readonly Sql[], separator?: Sql): Sql;
  /** A statement as it stands, with `$1`, `$2`, … for the parameters. */
  unsafe<R extends Row = Row>(text: string, parameters?: readonly unknown[]): Promise<R[]>;
}

/** A drizzle query that can be read in batches: what `db.select()…` or `db.query.…findMany()` returns. */
export interface BatchQuery<R> extends PromiseLike<R[]> {
  toSQL(): { sql: string; params: unknown[] };
}

/** What a transform is given. `Before` and `After` are the frozen models: `typeof import("./schema.js")`. */
export interface TransformContext<Before = Record<string, unknown>, After = Record<string, unknown>> {
  /** drizzle over the step's own session. `db.transaction()` gives a savepoint. */
  readonly db: PgRemoteDatabase;
  readonly sql: SqlTag;
  /** The older shape: the previous folder's schema.ts, in both directions. Empty when there is none. */
  readonly before: Before;
  /** The newer shape: this folder's schema.ts, in both directions. Empty when there is none. */
  readonly after: After;
  /** Says how many of how many rows are done. */
  readonly progress: (done: number, total?: number) => void;
  /**
   * Reads rows in pieces of `size` (1000 unless given) through a cursor: memory is bounded, what is written meanwhile
   * is not seen, and progress is told after each piece. Nothing is committed in between.
   */
  readonly batches: <R>(source: Sql<R & Row> | BatchQuery<R>, size?: number) => AsyncIterable<R[]>;
  /** Fires when the run is interrupted. Statements that are sent after it are refused. */
  readonly signal: AbortSignal;
  readonly module: ModuleName;
  readonly version: Version;
}

/** A function that transform.ts exports as `up` or `down`: moves data within the step's transaction. */
export type Transform<Before = Record<string, unknown>, After = Record<string, unknown>> = (
  context: TransformContext<Before, After>,
) => Promise<void>;
