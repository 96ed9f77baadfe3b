import { must } from "../errors/internal-error.js";
import type { Session } from "../types/session.js";

/** The server's clock in seconds since 1970, as SQL: numeric in JSON, for extra_float_digits may round a float8 to one digit. */
export const SERVER_CLOCK = "pg_catalog.to_json(EXTRACT(epoch FROM pg_catalog.clock_timestamp()))";

/** Reads the server's clock: seconds since 1970. */
export async function readServerClock(session: Session): Promise<number> {
  const [row] = await session.values(`SELECT ${SERVER_CLOCK}`);
  return must(row, "the server's clock")[0] as number;
}
