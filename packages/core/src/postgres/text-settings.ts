import type { Session } from "../types/session.js";

/**
 * Settings under which the text of a value depends on the value alone: dates, times, intervals, floats, bytes and
 * money are read and written alike whatever the server, the database or the role has set.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  datestyle: "ISO, MDY",
  timezone: "UTC",
  intervalstyle: "postgres",
  extra_float_digits: "1",
  bytea_output: "hex",
  lc_monetary: "C",
  xmloption: "content",
};

/** The same for the rest of the transaction under way, as a script. */
export const SET_LOCAL_TEXT = Object.entries(SETTINGS)
  .map(([name, value]) => `SET LOCAL ${name} = '${value}'`)
  .join("; ");

/** Does the work under these settings within a transaction, and puts the earlier ones back. After an error the roll-back does. */
export async function withTextSettings<T>(session: Session, work: () => Promise<T>): Promise<T> {
  const names = Object.keys(SETTINGS);
  const read = names.map((_, index) => `pg_catalog.current_setting($${index + 1})`).join(", ");
  const [before] = await session.values(`SELECT ${read}`, names);
  await set(session, names, Object.values(SETTINGS));
  const result = await work();
  await set(session, names, (before ?? []).map(String));
  return result;
}

async function set(session: Session, names: readonly string[], values: readonly string[]): Promise<void> {
  await session.values(
    "SELECT pg_catalog.set_config(s.name, s.value, true) FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[])) AS s(name, value)",
    [names, values],
  );
}
