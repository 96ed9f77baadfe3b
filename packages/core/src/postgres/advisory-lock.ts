import { StrataError } from "../errors/strata-error.js";
import { pause } from "./pause.js";
import type { Session } from "../types/session.js";
import { shownQuery } from "./shown-query.js";

/**
 * The key of the one lock that everything that changes a database holds, in the space of `pg_advisory_lock(bigint)`:
 * the bytes of `strata`, then 0 and 1. Never changed: two releases must exclude each other.
 */
export const LOCK_KEY = 0x7374_7261_7461_0001n;

/** A bigint key is shown in two halves: https://www.postgresql.org/docs/current/view-pg-locks.html */
const IS_KEY = `locktype = 'advisory' AND granted AND objsubid = 1
  AND classid = ${LOCK_KEY >> 32n} AND objid = ${LOCK_KEY & 0xffff_ffffn}`;

/** Who holds the lock, as far as the server shows it to this role. */
export interface LockHolder {
  readonly pid: number;
  readonly applicationName: string;
  readonly user: string | null;
  /** When the holder connected, as the server writes it. */
  readonly since: string | null;
  /** Its current or last statement, cut to one line of 80 characters. */
  readonly query: string | null;
}

export interface AcquireOptions {
  /** How long to keep trying; 0 tries once. */
  readonly waitMs: number;
  /** Called after each try that failed, with who holds the lock in words. */
  readonly onWaiting?: (elapsedMs: number, holder: string | undefined) => void;
  readonly signal?: AbortSignal | undefined;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

/**
 * Takes strata's lock of the session's database. It is tried again and again, never waited for: a session that waits
 * in the server deadlocks with a CREATE INDEX CONCURRENTLY of the holder.
 *
 * @throws StrataError LOCK_BUSY (exit 4) that names the holder, when the time is over; the signal's reason.
 */
export async function acquireLock(session: Session, options: AcquireOptions): Promise<void> {
  const start = performance.now();
  for (let interval = FIRST_PAUSE_MS; ; interval = Math.min(interval * 1.5, LONGEST_PAUSE_MS)) {
    options.signal?.throwIfAborted();
    const [row] = await session.values(`SELECT pg_catalog.pg_try_advisory_lock(${LOCK_KEY})`);
    if (row?.[0] === true) return;
    const holder = await readLockHolder(session);
    const elapsed = performance.now() - start;
    const left = options.waitMs - elapsed;
    if (left <= 0) throw lockBusy(holder, elapsed);
    options.onWaiting?.(elapsed, holder && describeHolder(holder));
    await pause(Math.min(interval, left), options.signal);
  }
}

/**
 * Whether this very backend holds the lock, in the server's own books, as an expression of a query: a backend has locks of
 * its own database only. The function is what the view pg_locks is made of, and is planned in less time; every step asks.
 */
export const HOLDS_LOCK = `EXISTS (SELECT FROM pg_catalog.pg_lock_status() WHERE ${IS_KEY} AND pid = pg_catalog.pg_backend_pid())`;

/**
 * Proves that this very backend holds the lock.
 *
 * @throws StrataError LOCK_LOST when it does not: what follows must not be committed.
 */
export async function proveLock(session: Session): Promise<void> {
  const [row] = await session.values(`SELECT ${HOLDS_LOCK}`);
  requireLock(row?.[0] === true);
}

/** @throws StrataError LOCK_LOST where {@link HOLDS_LOCK} is not true. */
export function requireLock(holds: boolean): void {
  if (holds) return;
  throw new StrataError("LOCK_LOST", "this session no longer holds strata's lock", {
    hint: "Something released it: a pooler in transaction mode, pg_advisory_unlock_all() or DISCARD ALL. Connect to the server itself.",
  });
}

/** Who holds the lock of the session's database, if anybody does. */
export async function readLockHolder(session: Session): Promise<LockHolder | undefined> {
  const [row] = await session.query<{
    pid: number;
    application: string | null;
    user: string | null;
    since: string | null;
    query: string | null;
  }>(
    `SELECT l.pid, a.application_name AS application, a.usename::text AS "user",
      pg_catalog.date_trunc('second', a.backend_start)::text AS since, a.query
    FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
    WHERE ${IS_LOCK}`,
  );
  if (row === undefined) return undefined;
  return {
    pid: row.pid,
    applicationName: row.application ?? "",
    user: row.user,
    since: row.since,
    query: shownQuery(row.query),
  };
}

/** `process 4711 (strata up, user app, connected since 2026-11-20 10:15:00+00)`. */
export function describeHolder(holder: LockHolder): string {
  const facts = [
    holder.applicationName,
    holder.user === null ? "" : `user ${holder.user}`,
    holder.since === null ? "" : `connected since ${holder.since}`,
    holder.query === null ? "" : `running ${holder.query}`,
  ].filter((fact) => fact !== "");
  return `process ${holder.pid}${facts.length === 0 ? "" : ` (${facts.join(", ")})`}`;
}

const IS_LOCK = `${IS_KEY}
  AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())`;

function lockBusy(holder: LockHolder | undefined, elapsedMs: number): StrataError {
  const waited = elapsedMs < 1000 ? "" : `, still after ${Math.round(elapsedMs / 1000)} s of waiting`;
  return new StrataError(
    "LOCK_BUSY",
    `another process is changing this database${waited}: ${holder ? describeHolder(holder) : "it has just ended"}`,
    {
      hint: `Wait for it, or give it longer with --lock-wait.${holder === undefined ? "" : ` To end it: SELECT pg_terminate_backend(${holder.pid});`}`,
      ...(holder !== undefined && { details: { holder } }),
    },
  );
}
