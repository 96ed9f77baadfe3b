import { setTimeout as sleep } from "node:timers/promises";
import { quoteIdentifier, quoteLiteral } from "../sql/quote.js";
import { ServerError, type Session } from "../types/session.js";
import { connect } from "./connect.js";
import type { Connection } from "./connection.js";

/** A session that is connected to a database. */
export interface OtherSession {
  readonly pid: number;
  readonly user: string;
  readonly applicationName: string;
  /** Address of the client; null for a unix socket. */
  readonly client: string | null;
  readonly state: string | null;
}

/** The same server by another database: the URL with its path, and a `dbname` parameter if any, replaced. */
export function urlOfDatabase(url: string, database: string): string {
  const match = /^(?<server>[^/]+:\/\/[^/?#]*)(?:\/[^?#]*)?(?:\?(?<query>[^#]*))?/.exec(url.trim());
  const parameters = (match?.groups?.["query"] ?? "")
    .split("&")
    .filter((pair) => pair !== "" && !pair.startsWith("dbname="));
  const query = parameters.length === 0 ? "" : `?${parameters.join("&")}`;
  return `${match?.groups?.["server"] ?? url}/${encodeURIComponent(database)}${query}`;
}

/**
 * Does the work over a connection to the server's maintenance database: one cannot create or drop the database one is
 * connected to.
 *
 * @throws what {@link connect} throws, and the work.
 */
export async function withMaintenance<T>(url: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connect(urlOfDatabase(url, "postgres"));
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** Whether the server has a database of this name. */
export async function databaseExists(session: Session, name: string): Promise<boolean> {
  const rows = await session.values(`SELECT 1 FROM pg_catalog.pg_database WHERE datname = ${quoteLiteral(name)}`);
  return rows.length > 0;
}

/**
 * Creates an empty database from the server's default template.
 *
 * @returns false when there was one of this name already, or another process was faster.
 * @throws ServerError, among others 42501 when the role may not.
 */
export async function createDatabase(session: Session, name: string): Promise<boolean> {
  if (await databaseExists(session, name)) return false;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await session.run(`CREATE DATABASE ${quoteIdentifier(name)}`);
      return true;
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      if (error.code === "42P04" || error.fields.constraint === "pg_database_datname_index") return false;
      // Somebody is connected to the template for a moment.
      if (error.code !== "55006" || attempt === 20) throw error;
      await sleep(100);
    }
  }
}

/**
 * Drops a database if there is one. `force` ends the sessions that are connected to it.
 *
 * @throws ServerError 55006 when somebody is connected to it and `force` is not set.
 */
export async function dropDatabase(session: Session, name: string, force: boolean): Promise<void> {
  await session.run(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)}${force ? " WITH (FORCE)" : ""}`);
}

/** The sessions that are connected to a database, this one not counted. */
export async function sessionsOf(session: Session, name: string): Promise<OtherSession[]> {
  const rows = await session.query<{
    pid: number;
    user: string | null;
    application: string | null;
    client: string | null;
    state: string | null;
  }>(
    `SELECT pid, usename::text AS "user", application_name AS application, client_addr::text AS client, state
    FROM pg_catalog.pg_stat_activity
    WHERE datname = ${quoteLiteral(name)} AND pid <> pg_catalog.pg_backend_pid() ORDER BY pid`,
  );
  return rows.map(({ pid, user, application, client, state }) => ({
    pid,
    user: user ?? "",
    applicationName: application ?? "",
    client,
    state,
  }));
}
