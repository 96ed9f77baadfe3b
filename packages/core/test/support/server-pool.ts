import { randomInt } from "node:crypto";
import { openPooledServer, type PooledServer } from "./pooled-server.js";

/** Which of the free server connections is given out. */
export type PoolChoice = "last used" | "longest free" | "random";

/** The server connections of a pooler: those that are open, and which of them are free. */
export class ServerPool {
  readonly all = new Set<PooledServer>();
  /** The one used last is at the end. */
  readonly #free: PooledServer[] = [];
  #opening = 0;

  constructor(
    private readonly options: {
      readonly url: string;
      readonly size: number;
      readonly choice: PoolChoice;
      readonly onLost: (server: PooledServer) => void;
    },
  ) {}

  /** Gives out a free server connection. */
  take(): PooledServer | undefined {
    const index = { "last used": -1, "longest free": 0, random: randomInt(this.#free.length + 1) - 1 };
    return this.#free.splice(index[this.options.choice], 1)[0];
  }

  /** Takes a server connection back, or a new one in. */
  release(server: PooledServer): void {
    server.onMessage = () => undefined;
    if (this.all.has(server)) this.#free.push(server);
  }

  /** The server connection that was freed last. */
  get newest(): PooledServer | undefined {
    return this.#free.at(-1);
  }

  /** Opens one server connection more; undefined when as many as `wanted` or as there is room for are being opened. */
  async open(wanted = 1): Promise<PooledServer | undefined> {
    if (this.#opening >= wanted || this.all.size + this.#opening >= this.options.size) return undefined;
    this.#opening += 1;
    try {
      const server: PooledServer = await openPooledServer(this.options.url, () => this.#lost(server));
      this.all.add(server);
      return server;
    } finally {
      this.#opening -= 1;
    }
  }

  #lost(server: PooledServer): void {
    this.all.delete(server);
    const at = this.#free.indexOf(server);
    if (at >= 0) this.#free.splice(at, 1);
    this.options.onLost(server);
  }
}
