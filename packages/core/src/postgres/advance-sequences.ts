import type { TableShape } from "../dataset/table-shape.js";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.js";
import type { Session } from "../types/session.js";
import { quoteTable } from "./recordset.js";

/**
 * Moves the sequences of these columns past the largest value that the table holds, so that the next generated value is
 * free; never backwards. A sequence that counts downwards is moved past the smallest. Not undone by a roll-back.
 */
export async function advanceSequences(session: Session, shape: TableShape, columns: readonly string[]): Promise<void> {
  for (const column of shape.columns.filter(({ name, sequence }) => sequence !== undefined && columns.includes(name))) {
    const sequence = `${quoteLiteral(column.sequence!)}::pg_catalog.regclass`;
    const value = `${quoteIdentifier(column.name)}::pg_catalog.int8`;
    await session.values(
      `SELECT pg_catalog.setval(${sequence}, reached) FROM (
         SELECT CASE WHEN s.seqincrement > 0 THEN pg_catalog.max(${value}) ELSE pg_catalog.min(${value}) END AS reached,
           s.seqincrement > 0 AS grows, s.seqmin, s.seqmax, pg_catalog.pg_sequence_last_value(s.seqrelid) AS last
         FROM ${quoteTable(shape)} AS t RIGHT JOIN pg_catalog.pg_sequence s ON true WHERE s.seqrelid = ${sequence}
         GROUP BY s.seqrelid, s.seqincrement, s.seqmin, s.seqmax) AS state
       WHERE reached BETWEEN seqmin AND seqmax
         AND (last IS NULL OR (grows AND reached > last) OR (NOT grows AND reached < last))`,
    );
  }
}
