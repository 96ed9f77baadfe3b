import type { CommonOptions } from "@strata/core";
import { ConnectionOver } from "@strata/core/test-connection-over";
import type { Failpoints } from "./failpoint.js";

type Connect = NonNullable<CommonOptions["connect"]>;
type Connection = Awaited<ReturnType<Connect>>;

/** Opens connections whose calls reach failpoints. */
export function connectUnder(failpoints: Failpoints, connect: Connect): Connect {
  return async (url, options) => {
    failpoints.reach("before connect");
    const connection = new FaultyConnection(await connect(url, options), failpoints);
    failpoints.reach("after connect", connection.processId);
    return connection;
  };
}

/**
 * A connection that reaches `before WHAT`, `WHAT sent` (its bytes are on their way, the reply is not read) and
 * `after WHAT` around each call; WHAT is what {@link nameOf} makes of the call's text.
 */
class FaultyConnection extends ConnectionOver {
  readonly #failpoints: Failpoints;

  constructor(inner: Connection, failpoints: Failpoints) {
    super(inner);
    this.#failpoints = failpoints;
  }

  override close(): Promise<void> {
    this.#reach("before close");
    return super.close();
  }

  override cancel(): Promise<void> {
    this.#reach("before cancel");
    return super.cancel();
  }

  /** The call is sent before this returns, so calls keep the order in which they were made. */
  protected async around<T>(text: string, send: () => Promise<T>): Promise<T> {
    const name = nameOf(text);
    if (this.#reach(`before ${name}`)) return new Promise<T>(() => {});
    const reply = send();
    if (SENT.has(name)) {
      reply.catch(() => {});
      await written();
      if (this.#reach(`${name} sent`)) return new Promise<T>(() => {});
    }
    const result = await reply;
    return this.#reach(`after ${name}`) ? new Promise<T>(() => {}) : result;
  }

  #reach(event: string): boolean {
    return this.#failpoints.reach(event, this.inner.processId);
  }
}

/** Calls during which a client is worth losing. */
const SENT: ReadonlySet<string> = new Set(["COMMIT", "non-transactional statement"]);

const NAMES: readonly (readonly [name: string, text: RegExp])[] = [
  ["BEGIN", /^\s*BEGIN\b/i],
  ["COMMIT", /^\s*COMMIT\b/i],
  ["ROLLBACK", /^\s*ROLLBACK\b/i],
  ["lock", /\bpg_try_advisory_lock\b/],
  ["history and audit row", /^\s*WITH audited AS \(/i],
  ["history row", /^\s*UPDATE\s+sys_core\.migration\b(?!_)/i],
  ["audit row", /^\s*INSERT INTO\s+sys_core\.migration_audit\b(?!_)/i],
  ["intent", /^\s*(?:INSERT INTO|DELETE FROM|UPDATE)\s+sys_core\.intent\b/i],
  ["non-transactional statement", /^\s*(?:(?:CREATE|DROP|REINDEX|ALTER)\b[^;]*\bCONCURRENTLY\b|VACUUM\b)/i],
];

/** What a call is about: what a step consists of by name, everything else as `statement`. */
export function nameOf(text: string): string {
  const plain = text.replaceAll(/^(?:\s+|--[^\n]*\n|\/\*[\s\S]*?\*\/)+/g, "");
  return NAMES.find(([, pattern]) => pattern.test(plain))?.[0] ?? "statement";
}

/**
 * The driver writes what it has collected in a callback of setImmediate (postgres.js, connection.js, `nextWrite`), so
 * the bytes have left when the turn after that one begins.
 */
async function written(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
