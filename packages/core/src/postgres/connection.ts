import type { PlanTarget } from "../plan/plan.js";
import type { Session } from "../types/session.js";

/** One connection to one server; it never becomes another one. */
export interface Connection extends Session {
  /** Process id of the backend; behind a pooler, whatever the pooler gives out. */
  readonly processId: number;
  /** As `server_version_num`: 180004 is 18.4. */
  readonly serverVersion: number;
  readonly target: PlanTarget;
  /** The two ends of its TCP connection as they are seen from here; a unix socket has none. */
  readonly ends?: ConnectionEnds | undefined;
  /** The connection has ended; every call rejects with a ServerError of code CONNECTION_CLOSED. */
  readonly lost: boolean;
  /**
   * Lets the calls under way end, then closes; gives up on them after 5 s. Safe to call twice. The server has ended the
   * session then; with `wait: false`, for one that runs nothing and holds nothing, it is only told to.
   */
  close(options?: { readonly wait?: boolean }): Promise<void>;
  /** Asks the server to cancel what this connection runs; resolves when the request was delivered, whatever came of it. */
  cancel(): Promise<void>;
}

/** Address and port of either end. */
export interface ConnectionEnds {
  readonly local: readonly [address: string, port: number];
  readonly remote: readonly [address: string, port: number];
}

/** The number of a version's text as ParameterStatus has it: `18.4 (Debian 18.4-1)`, `19beta1`. 0 when there is none. */
export function versionNumber(text: string | undefined): number {
  const match = /^(\d+)(?:\.(\d+))?/.exec(text ?? "");
  return match === null ? 0 : Number(match[1]) * 10_000 + Number(match[2] ?? 0);
}
