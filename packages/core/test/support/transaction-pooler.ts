/**
 * A pooler between clients and one server, as small as it can be: many client connections share few server
 * connections. It knows of the protocol what pooling takes, and nothing of SQL.
 *
 *     const pooler = await startPooler(url, { mode: "transaction", size: 4 });
 *     await connect(pooler.url);
 *
 * - mode `transaction`: a server connection belongs to a client from its first message until the server is ready outside
 *   of a transaction; `statement`: the same, and a transaction block ends the client's connection, as pgbouncer does
 *   it; `session`: until the client goes, and then it is rolled back and cleaned by DISCARD ALL.
 * - choice among the free server connections: `last used` (pgbouncer's default, pgcat), `longest free` (pgbouncer's
 *   server_round_robin), `random`. A new one is opened when none is free and there are fewer than `size`; else the
 *   client waits for the next one.
 * - Clients are trusted; the proxy logs in to the server with what the URL holds. Each client is given a process id and
 *   a cancel key of the proxy's making, and its cancel requests reach whatever server connection it has at that moment;
 *   with `keys: "server"` it is shown those of a server connection (pgagroal does that).
 * - Requests of one client are handled one by one, so that each may meet another server connection.
 *
 * Not done: encryption, prepared statements kept across server connections, settings carried from one to the next.
 */
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { cancelPooledServer, type PooledServer } from "./pooled-server.js";
import { errorResponse, FIRST, int32, message, type Message, MessageReader } from "./protocol-messages.js";
import { type PoolChoice, ServerPool } from "./server-pool.js";

export interface PoolerOptions {
  readonly mode: "transaction" | "session" | "statement";
  /** Server connections at most; default 5. */
  readonly size?: number;
  /** Server connections that are opened before the first client comes; default 0. */
  readonly opened?: number;
  readonly choice?: PoolChoice;
  /** Whose process id and cancel key a client is shown. */
  readonly keys?: "own" | "server";
}

export interface Pooler {
  /** The URL that it was started with, by way of the pooler. */
  readonly url: string;
  /** Server connections that are open. */
  servers(): number;
  close(): Promise<void>;
}

/** Starts a pooler in front of the server of a URL. */
export async function startPooler(url: string, options: PoolerOptions): Promise<Pooler> {
  const clients = new Clients(url, options);
  await clients.open(options.opened ?? 0);
  const listener = createServer((socket) => clients.accept(socket));
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const here = new URL(url);
  here.hostname = "127.0.0.1";
  here.port = String((listener.address() as AddressInfo).port);
  return {
    url: here.href,
    servers: () => clients.servers,
    close: async () => {
      const closed = once(listener, "close");
      listener.close();
      clients.end();
      await closed;
    },
  };
}

interface Client {
  readonly socket: Socket;
  readonly processId: number;
  readonly cancelKey: Buffer;
  /** What has not been sent on yet. */
  readonly waiting: Message[];
  server: PooledServer | undefined;
  /** A request was sent on whose ReadyForQuery has not come. */
  busy: boolean;
}

class Clients {
  readonly #mode: PoolerOptions["mode"];
  readonly #keys: PoolerOptions["keys"];
  readonly #pool: ServerPool;
  readonly #clients = new Set<Client>();
  /** Those that wait for a server connection. */
  readonly #queue = new Set<Client>();
  /** The first server connection, from which the clients' welcome is taken. */
  #opening: Promise<void> | undefined;

  constructor(url: string, { mode, keys, size = 5, choice = "last used" }: PoolerOptions) {
    this.#mode = mode;
    this.#keys = keys;
    this.#pool = new ServerPool({ url, size, choice, onLost: (server) => this.#lost(server) });
  }

  get servers(): number {
    return this.#pool.all.size;
  }

  /** Opens server connections that are free. */
  async open(count: number): Promise<void> {
    for (let opened = 0; opened < count; opened++) {
      const server = await this.#pool.open();
      if (server !== undefined) this.#release(server);
    }
  }

  end(): void {
    for (const { socket } of [...this.#clients, ...this.#pool.all]) socket.destroy();
  }

  accept(socket: Socket): void {
    const client: Client = {
      socket,
      processId: randomInt(1, 2 ** 31),
      cancelKey: int32(randomInt(2 ** 31)),
      waiting: [],
      server: undefined,
      busy: false,
    };
    this.#clients.add(client);
    const reader = new MessageReader(true);
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    socket.on("close", () => this.#left(client));
    socket.on("data", (chunk: Buffer) =>
      reader.read(chunk, (received) => {
        if (received.kind === "") this.#first(client, received.content, reader);
        else if (received.kind === "X") socket.end();
        else {
          client.waiting.push(received);
          this.#forward(client);
        }
      }),
    );
  }

  #first(client: Client, content: Buffer, reader: MessageReader): void {
    const code = content.readInt32BE();
    if (code === FIRST.ssl || code === FIRST.gss) {
      reader.expectBare();
      client.socket.write("N");
    } else if (code === FIRST.cancel) {
      const key = content.subarray(8);
      const meant = [...this.#clients].find(
        ({ processId, cancelKey }) => processId === content.readInt32BE(4) && cancelKey.equals(key),
      );
      if (meant?.server !== undefined) cancelPooledServer(meant.server);
      client.socket.end();
    } else void this.#welcome(client);
  }

  /** Tells a new client what a server connection heard at its own login. */
  async #welcome(client: Client): Promise<void> {
    if (this.servers === 0) this.#opening ??= this.open(1).finally(() => (this.#opening = undefined));
    await this.#opening?.catch((error: unknown) => refuse(client, "58000", error));
    const [server] = this.#pool.all;
    if (server === undefined) return;
    const { processId, cancelKey } = this.#keys === "server" ? (this.#pool.newest ?? server) : client;
    const [key, ready] = [message("K", processId, cancelKey), message("Z", Buffer.from("I"))];
    client.socket.write(Buffer.concat([message("R", 0), ...server.parameters, key, ready]));
  }

  /** Sends on what the client has asked, up to the end of one request. */
  #forward(client: Client): void {
    const { waiting } = client;
    while (waiting.length > 0) {
      const { kind, bytes } = waiting[0]!;
      // The data of a COPY belong to the request under way.
      if (client.busy && !"dcf".includes(kind)) return;
      if (client.server === undefined) {
        this.#queue.add(client);
        return this.#serve();
      }
      waiting.shift();
      client.server.socket.write(bytes);
      if ("QSF".includes(kind)) client.busy = true;
    }
  }

  /** Gives free server connections to the clients that wait. */
  #serve(): void {
    for (const client of this.#queue) {
      const server = this.#pool.take();
      if (server === undefined) break;
      this.#queue.delete(client);
      client.server = server;
      server.onMessage = (received) => this.#answered(client, server, received);
      this.#forward(client);
    }
    const { size } = this.#queue;
    for (let asked = 0; asked < size; asked++) {
      this.#pool.open(size).then(
        (server) => server && this.#release(server),
        (error: unknown) => {
          for (const client of this.#queue) refuse(client, "58000", error);
        },
      );
    }
  }

  #release(server: PooledServer): void {
    this.#pool.release(server);
    this.#serve();
  }

  #answered(client: Client, server: PooledServer, { kind, bytes, content }: Message): void {
    const state = kind === "Z" ? content.toString("latin1") : undefined;
    if (state !== undefined) client.busy = false;
    if (state !== undefined && state !== "I" && this.#mode === "statement")
      return refuse(client, "08P01", "transaction blocks not allowed in statement pooling mode");
    client.socket.write(bytes);
    if (state === "I" && this.#mode !== "session") {
      client.server = undefined;
      this.#release(server);
    }
    if (state !== undefined) this.#forward(client);
  }

  /** In the middle of a transaction the server connection goes too, which rolls back. */
  #left(client: Client): void {
    this.#clients.delete(client);
    this.#queue.delete(client);
    const { server } = client;
    client.server = undefined;
    if (server === undefined) return;
    if (this.#mode !== "session" || client.busy) return void server.socket.destroy();
    let unanswered = 2;
    server.onMessage = ({ kind }) => {
      if (kind === "Z" && --unanswered === 0) this.#release(server);
    };
    server.socket.write(Buffer.concat([message("Q", "ROLLBACK"), message("Q", "DISCARD ALL")]));
  }

  #lost(server: PooledServer): void {
    for (const client of this.#clients) {
      if (client.server === server) refuse(client, "08P01", "the server connection was lost");
    }
    this.#serve();
  }
}

function refuse({ socket }: Client, code: string, reason: unknown): void {
  socket.end(errorResponse("FATAL", code, reason instanceof Error ? reason.message : String(reason)));
}
