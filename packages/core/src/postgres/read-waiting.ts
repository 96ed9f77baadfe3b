import type { Blocker } from "../types/blocker.js";
import type { Session } from "../types/session.js";
import { shownQuery } from "./shown-query.js";

/** A backend, told apart from a later one of the same number. */
export interface BackendId {
  /** As pg_backend_pid() has it; what a connection was told at its start may be a pooler's. */
  readonly processId: number;
  /** As pg_stat_activity has it. */
  readonly startedAt: string;
}

/** A backend as another session of its role sees it. */
export interface BackendState {
  /** As pg_stat_activity has it; null when the server tracks no activities. */
  readonly state: string | null;
  /** Milliseconds since it became so. */
  readonly stateMs: number | null;
  /** What it waits for, when that is a lock. */
  readonly waiting?: Waiting;
}

/** A wait for a lock. */
export interface Waiting {
  /** The lock in words: `AccessExclusiveLock of stock.item`, `the end of transaction 4711`. */
  readonly what: string;
  readonly blockers: readonly Blocker[];
  /** Longest time in milliseconds that a session of a client has waited behind the backend; 0 when none does. */
  readonly behindMs: number;
}

/**
 * What a backend does, whom it waits for and who waits behind it. Behind it are those that wait for a lock that it
 * holds, and those whose request conflicts with one of its own that came first. Undefined when the backend has ended.
 *
 * Sources: https://www.postgresql.org/docs/current/view-pg-locks.html (waitstart since PostgreSQL 14, not set at once),
 * https://www.postgresql.org/docs/current/functions-info.html (pg_blocking_pids).
 */
export async function readBackend(session: Session, backend: BackendId): Promise<BackendState | undefined> {
  const rows = await session.query<{
    state: string | null;
    state_ms: number | null;
    waiting: { what: string | null; blockers: BlockerRow[] | null; behind: number | null } | null;
  }>(QUERY, [backend.processId, backend.startedAt]);
  const row = rows[0];
  if (row === undefined) return undefined;
  const { state, state_ms: stateMs, waiting } = row;
  if (waiting === null) return { state, stateMs };
  return {
    state,
    stateMs,
    waiting: {
      what: waiting.what ?? "a lock",
      blockers: (waiting.blockers ?? []).map(toBlocker),
      behindMs: waiting.behind ?? 0,
    },
  };
}

/** `process 4711 (psql, user app, idle in transaction, for 2 min, last SELECT …)`. */
export function describeBlocker({ pid, applicationName, user, state, transactionMs, query }: Blocker): string {
  if (pid === 0) return "a prepared transaction";
  const facts = [
    applicationName ?? "",
    user === null ? "" : `user ${user}`,
    state ?? "",
    transactionMs === null ? "" : `in its transaction for ${ageText(transactionMs)}`,
    query === null ? "" : `${state === "active" ? "running" : "last"} ${query}`,
  ].filter((fact) => fact !== "");
  return `process ${pid}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`;
}

function ageText(milliseconds: number): string {
  if (milliseconds < 120_000) return `${Math.max(0, Math.round(milliseconds / 1000))} s`;
  const minutes = Math.round(milliseconds / 60_000);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

interface BlockerRow {
  readonly pid: number;
  readonly application: string | null;
  readonly user: string | null;
  readonly state: string | null;
  readonly age: number | null;
  readonly query: string | null;
}

function toBlocker({ pid, application, user, state, age, query }: BlockerRow): Blocker {
  return {
    pid,
    applicationName: application === "" ? null : application,
    user,
    state,
    transactionMs: age,
    query: shownQuery(query),
  };
}

/** A clock that was put forward must not make an overflow of it. */
const MILLISECONDS = (from: string): string =>
  `least(extract(epoch FROM pg_catalog.clock_timestamp() - ${from}) * 1000, 2147483647)::int4`;

/** to_regclass and the names of other databases' relations are of no use here: the oid's own text serves. */
const WHAT = `CASE
  WHEN l.locktype = 'relation' THEN l.mode || ' of ' || l.relation::pg_catalog.regclass::text
  WHEN l.locktype = 'transactionid' THEN 'the end of transaction ' || l.transactionid::text
  WHEN l.locktype = 'virtualxid' THEN 'the end of a transaction that began earlier'
  WHEN l.locktype = 'advisory' THEN 'an advisory lock'
  WHEN l.locktype = 'tuple' THEN 'a row of ' || l.relation::pg_catalog.regclass::text
  ELSE l.mode || ' of a ' || l.locktype END`;

const QUERY = `SELECT me.state, ${MILLISECONDS("me.state_change")} AS state_ms,
  CASE WHEN me.wait_event_type = 'Lock' THEN pg_catalog.json_build_object(
    'what', (SELECT ${WHAT} FROM pg_catalog.pg_locks l WHERE l.pid = me.pid AND NOT l.granted LIMIT 1),
    'blockers', (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('pid', b.pid, 'application',
        a.application_name, 'user', a.usename, 'state', a.state, 'age', ${MILLISECONDS("a.xact_start")},
        'query', a.query))
      FROM (SELECT DISTINCT pid FROM pg_catalog.unnest(pg_catalog.pg_blocking_pids(me.pid)) AS pid) b
      LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid),
    'behind', (SELECT max(${MILLISECONDS("w.waitstart")}) FROM pg_catalog.pg_locks w
      JOIN pg_catalog.pg_stat_activity o ON o.pid = w.pid AND o.backend_type = 'client backend'
      WHERE NOT w.granted AND w.pid <> me.pid AND me.pid = ANY (pg_catalog.pg_blocking_pids(w.pid)))) END AS waiting
  FROM pg_catalog.pg_stat_activity me WHERE me.pid = $1 AND me.backend_start = $2::timestamptz`;

/** Which backend serves the session. */
export async function readBackendId(session: Session): Promise<BackendId> {
  const [row] = await session.query<{ pid: number; started: string | null }>(
    `SELECT pid, pg_catalog.to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS started
      FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid()`,
  );
  return { processId: row?.pid ?? 0, startedAt: row?.started ?? "infinity" };
}

/** Ends a backend, if it is still there and the role may. */
export async function endBackend(session: Session, { processId, startedAt }: BackendId): Promise<void> {
  await session.values(
    `SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
      WHERE pid = $1 AND backend_start = $2::timestamptz AND pid <> pg_catalog.pg_backend_pid()`,
    [processId, startedAt],
  );
}
