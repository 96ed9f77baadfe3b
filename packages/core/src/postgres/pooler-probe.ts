import { randomBytes } from "node:crypto";
import { StrataError } from "../errors/strata-error.js";
import { must } from "../errors/internal-error.js";
import { ServerError, type Session } from "../types/session.js";
import type { Connection } from "./connection.js";

/** What was found out about a connection. `own`: one backend for as long as it lasts. */
export type Pooling = "own" | "transaction" | "statement";

/** Milliseconds that the second connection may take for anything before it counts as not to be had. */
const PATIENCE_MS = 5_000;

/**
 * Rounds of looking. A pooler that gives out the server connection used last, or the one that is free for longest, is
 * found in the first; one that chooses at random between two of them escapes a round in one of eight cases.
 */
const ROUNDS = { poolerIsThere: 6, poolerIsUnlikely: 2 };

/**
 * Finds out whether a connection keeps its backend, or shares backends with others for the length of a transaction: then
 * strata's lock, which belongs to a session, protects nothing.
 *
 * A connection that is the very TCP connection of its backend costs one round trip. Any other is marked with a setting
 * of its session, a second connection is opened that takes backends in between and holds one in a transaction, and the
 * first is asked again: it has another backend, or has lost its mark, or the second one finds the mark, only where
 * backends are shared. A difference between the process id that the startup named and that of the backend is no proof:
 * poolers make it up in every mode.
 *
 * Two backends on two servers can have one process id, which is why the second connection is judged by the mark alone.
 *
 * @param openSecond Opens another connection in the same way as the first.
 * @throws StrataError TOO_MANY_CONNECTIONS when a pooler is certainly there and gives no second connection, so that its
 *   mode cannot be told; ServerError when the first connection fails. Nothing was written.
 */
export async function probePooling(first: Connection, openSecond: () => Promise<Connection>): Promise<Pooling> {
  const { pid, direct } = await readRoute(first);
  const named = pid === first.processId;
  if (named && direct) return "own";
  const probe = await markSession(first, pid);
  if (!(await probe.keeps())) return "transaction";
  const rounds = named ? ROUNDS.poolerIsUnlikely : ROUNDS.poolerIsThere;
  let found = await lookFrom(openSecond, probe, rounds);
  // Once it may have been the network that ended it.
  if (found === "statement") found = await lookFrom(openSecond, probe, rounds);
  if (!(found instanceof Error)) return found;
  if (named) return "own";
  throw modeUnknown(found);
}

interface Probe {
  /** Whether the first connection has the backend that it had, and its mark. */
  readonly keeps: () => Promise<boolean>;
  /** Whether another connection finds the mark, and so has had its backend. */
  readonly isMarked: (other: Connection) => Promise<boolean>;
}

async function markSession(first: Connection, pid: number): Promise<Probe> {
  const mark = randomBytes(16).toString("hex");
  await first.values("SELECT pg_catalog.set_config('strata.pooler_probe', $1, false)", [mark]);
  const look = async (session: Session): Promise<{ pid: unknown; marked: boolean }> => {
    const [row] = await session.values(
      "SELECT pg_catalog.pg_backend_pid(), pg_catalog.current_setting('strata.pooler_probe', true)",
    );
    return { pid: row?.[0], marked: row?.[1] === mark };
  };
  return {
    keeps: async () => {
      const seen = await look(first);
      return seen.marked && seen.pid === pid;
    },
    isMarked: async (other) => (await look(other)).marked,
  };
}

/** Looks from a second connection. An error is that of the second connection: it was not to be had, or not to be used. */
async function lookFrom(
  openSecond: () => Promise<Connection>,
  probe: Probe,
  rounds: number,
): Promise<Pooling | ProbeError> {
  const opening = openSecond();
  const second = await within(opening);
  if (second instanceof Error) {
    void opening.then((late) => late.close()).catch(() => undefined);
    return second;
  }
  let found: Pooling | ProbeError = "own";
  for (let round = 0; round < rounds && found === "own"; round++) found = await lookOnce(second, probe);
  // What the server does not answer, the driver would wait for.
  if (found instanceof Error) void second.close().catch(() => undefined);
  else await second.close();
  return found;
}

async function lookOnce(second: Connection, probe: Probe): Promise<Pooling | ProbeError> {
  const outside = await within(probe.isMarked(second));
  if (outside instanceof Error) return outside;
  if (outside || !(await probe.keeps())) return "transaction";
  // pgbouncer in statement mode answers a statement and ends the connection at BEGIN.
  const begun = await within(second.run("BEGIN"));
  if (begun instanceof Error) return second.lost ? "statement" : begun;
  const inside = await within(probe.isMarked(second));
  if (inside instanceof Error) return inside;
  if (inside) return "transaction";
  // With every backend in use, the first connection would wait for the one that the second holds.
  const patience = setTimeout(() => void second.run("ROLLBACK").catch(() => undefined), PATIENCE_MS);
  const kept = await probe.keeps().finally(() => clearTimeout(patience));
  if (!kept) return "transaction";
  const ended = await within(second.run("ROLLBACK"));
  return ended instanceof Error ? ended : "own";
}

/**
 * The backend's process id, and whether this connection is its own TCP connection: both ends see the same two addresses
 * and ports. A pooler has one connection to the client and another to the server; that both have the same four of these
 * is impossible on one network. Translated addresses and unix sockets prove nothing, and are looked at more closely.
 */
async function readRoute(connection: Connection): Promise<{ pid: number; direct: boolean }> {
  const { ends } = connection;
  const rows = await connection.values(
    `SELECT pg_catalog.pg_backend_pid(), coalesce(
      pg_catalog.inet_client_addr() = $1::text::inet AND pg_catalog.inet_client_port() = $2::int
      AND pg_catalog.inet_server_addr() = $3::text::inet AND pg_catalog.inet_server_port() = $4::int, false)`,
    ends === undefined ? [null, null, null, null] : [...ends.local, ...ends.remote],
  );
  const [pid, direct] = must(rows[0], "the backend");
  return { pid: Number(pid), direct: direct === true };
}

type ProbeError = StrataError | ServerError;

/** The value, or why there is none: what the second connection cannot do tells nothing of the first. */
async function within<T>(work: Promise<T>): Promise<T | ProbeError> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ProbeError>((resolve) => {
    const error = new ServerError(`no answer within ${PATIENCE_MS / 1000} s`, "CONNECTION_CLOSED");
    timer = setTimeout(() => resolve(error), PATIENCE_MS);
  });
  const done = work.catch((error: unknown) => {
    if (error instanceof StrataError || error instanceof ServerError) return error;
    throw error;
  });
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}

function modeUnknown(cause: Error): StrataError {
  return new StrataError(
    "TOO_MANY_CONNECTIONS",
    `a pooler stands before the server, and gives no second connection that would tell whether it pools transactions: ${cause.message}`,
    { hint: "Give strata the port of the server itself, or a pool of session mode with room for two.", cause },
  );
}
