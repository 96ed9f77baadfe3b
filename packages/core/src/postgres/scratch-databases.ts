import { randomInt } from "node:crypto";
import { quoteIdentifier } from "../sql/quote.js";
import type { Session } from "../types/session.js";

const PREFIX = "strata_scratch_";

/**
 * The first half of the keys of locks that say that a scratch database is in use: the bytes of `scra`. The second half is
 * the number in the database's name. Taken in the database `postgres`, for advisory locks belong to a database.
 */
const SPACE = 0x7363_7261;

/**
 * Takes a name that no scratch database of the server has, and the lock that goes with it, before the database is made: whoever
 * finds the database later and gets the lock knows that nobody uses it any more. The lock lasts as long as the session.
 */
export async function claimScratchName(session: Session): Promise<string> {
  for (;;) {
    const number = randomInt(0x7fff_ffff);
    const name = `${PREFIX}${number.toString(16).padStart(8, "0")}`;
    const [row] = await session.values(
      `SELECT pg_catalog.pg_try_advisory_lock(${SPACE}, ${number}),
         EXISTS (SELECT FROM pg_catalog.pg_database WHERE datname = '${name}')`,
    );
    if (row?.[0] === true && row[1] === false) return name;
  }
}

/** Makes the database that the session has claimed: empty, whatever the server's own template holds. */
export async function createScratch(session: Session, name: string): Promise<void> {
  await session.run(`CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE template0 ENCODING 'UTF8'`);
  // Nothing in it has to survive a crash. Of the database, and so in force again after each RESET ALL.
  await session.run(`ALTER DATABASE ${quoteIdentifier(name)} SET synchronous_commit = off`);
}

/**
 * The scratch databases of the server whose owner has ended, and which this role may drop. The session has their locks from now
 * on, so that of two who look one gets each.
 */
export async function findLeftovers(session: Session): Promise<readonly string[]> {
  const rows = await session.values(
    `SELECT name FROM (
       SELECT datname::text AS name, pg_catalog.pg_try_advisory_lock(${SPACE}, ('x' || pg_catalog.right(datname, 8))::bit(32)::int4) AS free
       FROM pg_catalog.pg_database
       WHERE CASE WHEN datname ~ '^${PREFIX}[0-7][0-9a-f]{7}$' THEN pg_catalog.pg_has_role(datdba, 'USAGE') END
       OFFSET 0) AS scratch
     WHERE free ORDER BY name`,
  );
  return rows.map(([name]) => String(name));
}
