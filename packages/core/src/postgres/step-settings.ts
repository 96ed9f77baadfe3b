import { quoteIdentifier, quoteLiteral } from "../sql/quote.js";

/** Settings that hold during a step, whatever earlier SQL of the same session did to them. */
export interface StepSettings {
  /** What unqualified names mean: first in the search_path. */
  readonly firstSchema: string;
  /** Second; `pg_temp` comes last, so that no temporary table shadows another. */
  readonly extensionSchema: string;
  /** How long a statement waits for a lock, as PostgreSQL reads it. */
  readonly lockTimeout: string;
  readonly applicationName: string;
  /** `server_version_num` and platform decide about client_connection_check_interval. */
  readonly checksConnection: boolean;
}

/**
 * While a statement runs, the server looks this often whether its client is still there: the lock of one that was killed
 * is free a moment later instead of when the statement ends. One poll(2) each time.
 * https://www.postgresql.org/docs/current/runtime-config-connection.html
 */
export const CHECK_CONNECTION = "SET client_connection_check_interval = '300ms'";

/**
 * A client that vanished without a word (its machine, the network between) holds strata's lock until the server gives
 * it up: after 10 s of silence and three probes, and after 25 s where an answer is not acknowledged. Without effect on
 * unix sockets and where the system lacks the option.
 */
const KEEPALIVE = [
  "SET tcp_keepalives_idle = 10",
  "SET tcp_keepalives_interval = 5",
  "SET tcp_keepalives_count = 3",
  "SET tcp_user_timeout = 25000",
];

/** Puts role, authorization and settings back to ours: one script, safe within a transaction. */
export function settingsScript(settings: StepSettings): string {
  const schemas = new Set([settings.firstSchema, settings.extensionSchema]);
  const path = [...schemas].map(quoteIdentifier).concat("pg_temp").join(", ");
  return [
    "SET SESSION AUTHORIZATION DEFAULT",
    "RESET ROLE",
    "RESET ALL",
    `SET search_path = ${path}`,
    // The parser reads strings so, whatever the database or the role says.
    "SET standard_conforming_strings = on",
    `SET lock_timeout = ${quoteLiteral(settings.lockTimeout)}`,
    `SET application_name = ${quoteLiteral(settings.applicationName)}`,
    ...KEEPALIVE,
    ...(settings.checksConnection ? [CHECK_CONNECTION] : []),
  ].join("; ");
}

/**
 * Leaves nothing of an earlier step behind: cursors, listening, prepared statements, temporary objects. Never DISCARD
 * ALL, which drops the advisory lock. The driver prepares nothing under a name (`prepare: false` in connect.ts).
 */
export const CLEAN_SESSION = "CLOSE ALL; UNLISTEN *; DEALLOCATE ALL; DISCARD TEMP";

/** Checks every deferred constraint now; from here on they are checked at once. */
export const CHECK_CONSTRAINTS = "SET CONSTRAINTS ALL IMMEDIATE";

/**
 * Gives each constraint its own mode back after they were all checked. The form with ALL binds the rest of the
 * transaction, those included that are created later: so it ends as DEFERRED, which is the way for cycles of rows, and
 * the constraints that are INITIALLY IMMEDIATE are named. Names are not unique within a schema: IMMEDIATE passes over
 * one that is not deferrable, where DEFERRED would fail.
 * https://www.postgresql.org/docs/current/sql-set-constraints.html
 */
export const RESTORE_CONSTRAINTS = `DO $strata$
DECLARE names text;
BEGIN
  SELECT pg_catalog.string_agg(DISTINCT pg_catalog.format('%I.%I', n.nspname, c.conname), ', ') INTO names
    FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_namespace n ON n.oid = c.connamespace
    WHERE c.condeferrable AND NOT c.condeferred
      AND NOT pg_catalog.pg_is_other_temp_schema(n.oid) AND pg_catalog.has_schema_privilege(n.oid, 'USAGE');
  SET CONSTRAINTS ALL DEFERRED;
  IF names IS NOT NULL THEN EXECUTE 'SET CONSTRAINTS ' || names || ' IMMEDIATE'; END IF;
END $strata$`;
