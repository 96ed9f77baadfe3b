import type { Notice, Parameter, Row } from "../types/session.js";
import type { Connection } from "./connection.js";

/** A connection over another one, to which it passes everything on. What extends it stands around the calls. */
export abstract class ConnectionOver implements Connection {
  protected readonly inner: Connection;

  constructor(inner: Connection) {
    this.inner = inner;
  }

  /** Makes one call; `text` is what it sends. Calls must be sent in the order in which they are made. */
  protected abstract around<T>(text: string, send: () => Promise<T>): Promise<T>;

  get processId(): number {
    return this.inner.processId;
  }

  get serverVersion(): number {
    return this.inner.serverVersion;
  }

  get target(): Connection["target"] {
    return this.inner.target;
  }

  get ends(): Connection["ends"] {
    return this.inner.ends;
  }

  get lost(): boolean {
    return this.inner.lost;
  }

  get onNotice(): ((notice: Notice) => void) | undefined {
    return this.inner.onNotice;
  }

  set onNotice(listener: ((notice: Notice) => void) | undefined) {
    this.inner.onNotice = listener;
  }

  query<R extends Row = Row>(text: string, parameters: readonly Parameter[] = []): Promise<R[]> {
    return this.around(text, () => this.inner.query<R>(text, parameters));
  }

  values(text: string, parameters: readonly Parameter[] = []): Promise<unknown[][]> {
    return this.around(text, () => this.inner.values(text, parameters));
  }

  run(script: string): Promise<void> {
    return this.around(script, () => this.inner.run(script));
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  cancel(): Promise<void> {
    return this.inner.cancel();
  }
}
