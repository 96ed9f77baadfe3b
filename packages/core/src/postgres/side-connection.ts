import type { Connection } from "./connection.js";

/** Milliseconds before opening is tried again after it failed. */
const AGAIN_MS = 5_000;

/**
 * A second connection that is opened when it is first needed, and again when it was lost. What it is for is worth less
 * than the run: a failure to open it is nobody's error.
 */
export class SideConnection {
  readonly #open: (signal: AbortSignal) => Promise<Connection>;
  #connection: Connection | undefined;
  #opening: Promise<Connection | undefined> | undefined;
  #notBefore = -Infinity;
  readonly #closing = new AbortController();

  constructor(open: (signal: AbortSignal) => Promise<Connection>) {
    this.#open = open;
  }

  /** The connection; undefined when there is none to be had. */
  async get(): Promise<Connection | undefined> {
    if (this.#connection?.lost === false) return this.#connection;
    this.#opening ??= this.#tryToOpen().finally(() => (this.#opening = undefined));
    return this.#opening;
  }

  /** Closes what is open; a later `get` opens nothing. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#opening;
    await this.#connection?.close();
  }

  /** Forgets the connection, which may be to a server that is no longer meant. */
  async drop(): Promise<void> {
    const old = this.#connection;
    this.#connection = undefined;
    this.#notBefore = -Infinity;
    await old?.close();
  }

  async #tryToOpen(): Promise<Connection | undefined> {
    this.#connection = undefined;
    if (this.#closing.signal.aborted || performance.now() < this.#notBefore) return undefined;
    try {
      this.#connection = await this.#open(this.#closing.signal);
    } catch {
      this.#notBefore = performance.now() + AGAIN_MS;
    }
    return this.#connection;
  }
}
