import type { Notice, Parameter, Row } from "../types/session.js";
import type { Connection } from "./connection.js";

/** A connection that knows since when it waits for the server. Everything is passed on to the connection that it is over. */
export class TrackedConnection implements Connection {
  readonly #inner: Connection;
  #running = 0;
  #since: number | undefined;

  constructor(inner: Connection) {
    this.#inner = inner;
  }

  /** When the server began the call that is under way, as far as the client can know and by `performance.now()`; undefined when there is none. */
  get busySince(): number | undefined {
    return this.#since;
  }

  get processId(): number {
    return this.#inner.processId;
  }

  get serverVersion(): number {
    return this.#inner.serverVersion;
  }

  get target(): Connection["target"] {
    return this.#inner.target;
  }

  get ends(): Connection["ends"] {
    return this.#inner.ends;
  }

  get lost(): boolean {
    return this.#inner.lost;
  }

  get onNotice(): ((notice: Notice) => void) | undefined {
    return this.#inner.onNotice;
  }

  set onNotice(listener: ((notice: Notice) => void) | undefined) {
    this.#inner.onNotice = listener;
  }

  query<R extends Row = Row>(text: string, parameters?: readonly Parameter[]): Promise<R[]> {
    return this.#track(this.#inner.query<R>(text, parameters));
  }

  values(text: string, parameters?: readonly Parameter[]): Promise<unknown[][]> {
    return this.#track(this.#inner.values(text, parameters));
  }

  run(script: string): Promise<void> {
    return this.#track(this.#inner.run(script));
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  cancel(): Promise<void> {
    return this.#inner.cancel();
  }

  /** Calls run one after the other: with the answer to one the next begins. */
  #track<T>(call: Promise<T>): Promise<T> {
    this.#running += 1;
    this.#since ??= performance.now();
    const ended = (): void => {
      this.#running -= 1;
      this.#since = this.#running === 0 ? undefined : performance.now();
    };
    call.then(ended, ended);
    return call;
  }
}
