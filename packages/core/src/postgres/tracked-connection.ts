import { ConnectionOver } from "./connection-over.js";

/** A connection that knows since when it waits for the server. */
export class TrackedConnection extends ConnectionOver {
  #running = 0;
  #since: number | undefined;

  /** When the server began the call that is under way, as far as the client can know and by `performance.now()`; undefined when there is none. */
  get busySince(): number | undefined {
    return this.#since;
  }

  /** Calls run one after the other: with the answer to one the next begins. */
  protected around<T>(_text: string, send: () => Promise<T>): Promise<T> {
    const call = send();
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
