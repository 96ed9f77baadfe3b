import { onTestFinished } from "vitest";
import type { ProgressEvent, ProgressSink } from "../../src/plan/progress.js";
import { connect, type Connection } from "../../src/postgres/connect.js";
import { type Proxy, proxyOf } from "../support/proxy.js";
import { rowsOf } from "./workspace.js";

/** Events of a run, with a way to act on the first of a kind. */
export interface Heard {
  readonly events: ProgressEvent[];
  readonly onProgress: ProgressSink;
  /** The events of a type, in their order. */
  of<T extends ProgressEvent["type"]>(type: T): Extract<ProgressEvent, { type: T }>[];
  /** Resolves with the first event that is meant, also one that has passed; rejects after half a minute. */
  first(isMeant: (event: ProgressEvent) => boolean): Promise<ProgressEvent>;
}

/** Listens to a run. */
export function listen(also: ProgressSink = () => {}): Heard {
  const events: ProgressEvent[] = [];
  const waiters = new Set<() => void>();
  return {
    events,
    onProgress: (event) => {
      events.push(event);
      also(event);
      for (const wake of waiters) wake();
    },
    of: <T extends ProgressEvent["type"]>(type: T) =>
      events.filter((event): event is Extract<ProgressEvent, { type: T }> => event.type === type),
    first: (isMeant) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`not heard; only ${JSON.stringify(events)}`)), 30_000);
        const look = (): void => {
          const found = events.find(isMeant);
          if (found === undefined) return;
          clearTimeout(timer);
          waiters.delete(look);
          resolve(found);
        };
        waiters.add(look);
        look();
      }),
  };
}

/** A session beside the run, closed when the test has ended. */
export async function sessionOf(url: string, applicationName = "somebody"): Promise<Connection> {
  const session = await connect(url, { applicationName });
  onTestFinished(() => session.close());
  return session;
}

/** A proxy in front of the server, closed when the test has ended. */
export async function cuttingProxy(url: string): Promise<Proxy> {
  const proxy = await proxyOf(url);
  onTestFinished(() => proxy.close());
  return proxy;
}

/** Waits until a statement returns a row, half a minute at the most; returns it. */
export async function rowOf(session: Connection, statement: string): Promise<Record<string, unknown>> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const [row] = await session.query(statement);
    if (row !== undefined) return row;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no row: ${statement}`);
}

/** The backend of the run that waits for a lock. */
export const WAITING_RUN = `SELECT pid FROM pg_stat_activity WHERE datname = current_database()
  AND application_name LIKE 'strata %' AND wait_event_type = 'Lock'`;

/** Events of the audit, oldest first. */
export async function auditOf(url: string): Promise<string[]> {
  const rows = await rowsOf(
    url,
    "SELECT event || ' ' || coalesce(module, '') AS what FROM sys_core.migration_audit ORDER BY id",
  );
  return rows.map(({ what }) => String(what));
}
