import type { BatchQuery, Sql } from "../../migration/transform-context.js";
import type { Row } from "../../types/session.js";
import type { TransformSession } from "./transform-session.js";
import { boundStatement, isSql } from "./transform-sql.js";

const DEFAULT_SIZE = 1000;

/** Reads in pieces for one run of a transform. */
export interface TransformBatches {
  readonly batches: <R>(source: Sql<R & Row> | BatchQuery<R>, size?: number) => AsyncIterable<R[]>;
  /** The piece that a drizzle query is to be answered with in place of its whole result; undefined for every other statement. */
  readonly pieceFor: (text: string) => Promise<unknown[][]> | undefined;
}

/**
 * Makes `batches`: a cursor over the source, which sees the rows as they were when it was opened.
 *
 * drizzle maps rows itself and only those that its own statement returns: so the query is run once a piece, and its
 * statement is answered with the next rows of the cursor.
 */
export function transformBatches(
  session: TransformSession,
  progress: (done: number, total: number) => void,
): TransformBatches {
  let count = 0;
  let answer: { readonly text: string; readonly rows: () => Promise<unknown[][]> } | undefined;

  async function* batches<R>(source: Sql<R & Row> | BatchQuery<R>, size: number = DEFAULT_SIZE): AsyncIterable<R[]> {
    if (!Number.isInteger(size) || size < 1)
      throw new RangeError(`the size of a batch must be a whole number from 1, not ${size}`);
    const { text, parameters } = isSql(source) ? boundStatement(source) : statementOf(source);
    const cursor = `strata_batches_${(count += 1)}`;
    const fetch = `FETCH FORWARD ${size} FROM ${cursor}`;
    const next = async (): Promise<R[]> => {
      if (isSql(source)) return session.query<R & Row>(fetch);
      answer = { text, rows: () => session.values(fetch) };
      return source;
    };
    const [[total] = []] = await session.values(`SELECT pg_catalog.count(*) FROM (${text}\n) AS counted`, parameters);
    await session.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${text}`, parameters);
    let done = 0;
    for (let rows = await next(); rows.length > 0; rows = await next()) {
      yield rows;
      done += rows.length;
      progress(done, Number(total));
      if (rows.length < size) break;
    }
    await session.query(`CLOSE ${cursor}`);
  }

  return {
    batches,
    pieceFor(text) {
      if (answer?.text !== text) return undefined;
      const { rows } = answer;
      answer = undefined;
      return rows();
    },
  };
}

function statementOf(source: BatchQuery<unknown>): { text: string; parameters: unknown[] } {
  const { sql, params } = source.toSQL();
  return { text: sql, parameters: params };
}
