import type { TableShape } from "../dataset/table-shape.js";
import { SET_LOCAL_TEXT } from "../postgres/text-settings.js";
import { groupBy } from "../lib/group-by.js";
import { quoteIdentifier } from "../sql/quote.js";
import { ServerError, type Session } from "../types/session.js";

/** By column, the text that its default gives now. */
export type CurrentDefaults = ReadonlyMap<string, string>;

/** What PostgreSQL prints for a constant: it needs no look. A default that PostgreSQL takes for immutable is none either. */
const CONSTANT = /^\(?(?:'(?:[^']|'')*'|-?[\d.]+|true|false|NULL)\)?(?:::[\w ".[\]]+)?$/;

const TABLE = quoteIdentifier("strata current default");

/**
 * What the defaults of these tables give now that depend on something else than their expression: the time, the session, chance.
 * Left out are defaults of a sequence (to look would move it), those that fail and those that give NULL. Tables are by their
 * oids. Called within a transaction, under the settings of whoever wrote the rows; leaves nothing behind.
 */
export async function readCurrentDefaults(
  session: Session,
  shapes: readonly TableShape[],
): Promise<ReadonlyMap<number, CurrentDefaults>> {
  const rows = await session.values(DEFAULTS, [shapes.map(({ oid }) => oid)]);
  const columns = rows.map(([oid, column, type, expression]) => ({
    oid: Number(oid),
    column: String(column),
    type: String(type),
    expression: String(expression),
  }));
  const looked = columns.filter(({ expression }) => !CONSTANT.test(expression));
  const found = new Map<number, Map<string, string>>();
  for (const same of groupBy(looked, ({ type, expression }) => JSON.stringify([type, expression])).values()) {
    const text = await currentText(session, same[0]!.type, same[0]!.expression);
    if (text === undefined) continue;
    for (const { oid, column } of same) found.set(oid, (found.get(oid) ?? new Map<string, string>()).set(column, text));
  }
  return found;
}

/** A column of a temporary table makes of the expression what the column itself does. */
async function currentText(session: Session, type: string, expression: string): Promise<string | undefined> {
  await session.run("SAVEPOINT strata_default");
  try {
    await session.run(
      `CREATE TEMPORARY TABLE ${TABLE} (value ${type} DEFAULT (${expression}), other integer);
       INSERT INTO ${TABLE} DEFAULT VALUES; ${SET_LOCAL_TEXT}`,
    );
    const [row] = await session.values(`SELECT value::pg_catalog.text FROM ${TABLE}`);
    const text = row?.[0];
    return typeof text === "string" && !(await isImmutable(session, expression)) ? text : undefined;
  } catch (error) {
    if (error instanceof ServerError) return undefined;
    throw error;
  } finally {
    await session.run("ROLLBACK TO SAVEPOINT strata_default; RELEASE SAVEPOINT strata_default");
  }
}

/**
 * Asks PostgreSQL itself: the condition of an index must be immutable.
 * https://www.postgresql.org/docs/current/sql-createindex.html
 */
async function isImmutable(session: Session, expression: string): Promise<boolean> {
  try {
    await session.run(`CREATE INDEX ON ${TABLE} (other) WHERE (${expression}) IS NOT NULL`);
    return true;
  } catch (error) {
    if (error instanceof ServerError && error.code === INVALID_OBJECT_DEFINITION) return false;
    throw error;
  }
}

const INVALID_OBJECT_DEFINITION = "42P17";

/** A type's default fills columns without one of their own. */
const DEFAULTS = `
SELECT a.attrelid::text, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), e.expression
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum,
LATERAL (SELECT CASE WHEN a.atthasdef THEN pg_catalog.pg_get_expr(d.adbin, d.adrelid)
  ELSE pg_catalog.pg_get_expr(t.typdefaultbin, 0) END) AS e(expression)
WHERE a.attrelid = ANY ($1::pg_catalog.oid[]) AND a.attnum > 0 AND NOT a.attisdropped
  AND a.attgenerated = '' AND a.attidentity = '' AND e.expression !~* '\\mnextval\\M'
ORDER BY a.attrelid, a.attnum`;
