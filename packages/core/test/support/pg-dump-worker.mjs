/**
 * The worker of pg-dump.ts. The WebAssembly pg_dump writes and reads its connection synchronously, so this thread
 * sleeps while the other one, which holds the socket, waits for the server.
 */
import { parentPort, receiveMessageOnPort } from "node:worker_threads";
import { pgDump } from "@electric-sql/pglite-tools/pg_dump";

/**
 * What is asked for: `port` carries the connection's bytes both ways, null for its end; `signal` goes up by one with
 * each message of the server.
 *
 * @typedef {{ args: string[], signal: Int32Array, port: import("node:worker_threads").MessagePort }} Request
 */

parentPort?.on("message", async (/** @type {Request} */ { args, signal, port }) => {
  const server = new Server(signal, port);
  try {
    const file = await pgDump({ pg: /** @type {any} */ (server), args });
    port.postMessage({ text: await file.text() });
  } catch (error) {
    port.postMessage({ problem: error instanceof Error ? error.message : String(error) });
  }
  port.close();
});

/** What pg_dump takes for a PGlite. */
class Server {
  #signal;
  #port;
  /** Bytes of the client that do not make a whole message yet. */
  #unsent = Buffer.alloc(0);
  /** Whether the client has sent its first message, which has no type before its length. */
  #started = false;

  /** @param {Int32Array} signal @param {import("node:worker_threads").MessagePort} port */
  constructor(signal, port) {
    this.#signal = signal;
    this.#port = port;
  }

  /** pglite-tools asks for the search_path, to put it back after the dump. Nobody uses this session afterwards. */
  async query() {
    return { rows: [{ search_path: "public" }] };
  }

  async exec() {
    return [];
  }

  /** @param {Uint8Array} bytes @param {{ onRawData: (bytes: Uint8Array) => void }} options */
  execProtocolRawStream(bytes, { onRawData }) {
    // A copy, because these are bytes of pg_dump's own memory.
    const sent = Buffer.from(bytes);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node, not a window
    this.#port.postMessage(sent);
    if (!this.#expectsAnswer(sent)) return;
    let answer = Buffer.alloc(0);
    do {
      const next = this.#receive();
      if (next === null) break;
      answer = Buffer.concat([answer, next]);
    } while (!isWhole(answer));
    onRawData(answer);
  }

  /** The next bytes of the server; null when it has closed the connection. */
  #receive() {
    for (;;) {
      const before = Atomics.load(this.#signal, 0);
      const received = receiveMessageOnPort(this.#port);
      if (received !== undefined) return /** @type {Uint8Array | null} */ (received.message);
      Atomics.wait(this.#signal, 0, before);
    }
  }

  /** @param {Buffer} bytes Whether the client now waits: its last message is whole, and one that a server answers. */
  #expectsAnswer(bytes) {
    this.#unsent = Buffer.concat([this.#unsent, bytes]);
    let last = "";
    for (;;) {
      const prefix = this.#started ? 1 : 0;
      if (this.#unsent.length < prefix + 4) break;
      const length = prefix + this.#unsent.readInt32BE(prefix);
      if (this.#unsent.length < length) return false;
      last = this.#started ? String.fromCharCode(this.#unsent[0] ?? 0) : "startup";
      this.#started = true;
      this.#unsent = this.#unsent.subarray(length);
    }
    return this.#unsent.length === 0 && ["startup", "p", "Q", "S", "H"].includes(last);
  }
}

/** @param {Buffer} bytes Whether the server now waits: its last message is whole, and ReadyForQuery or a question for a password. */
function isWhole(bytes) {
  let at = 0;
  let asks = false;
  while (at + 5 <= bytes.length) {
    const end = at + 1 + bytes.readInt32BE(at + 1);
    if (end > bytes.length) return false;
    const type = String.fromCharCode(bytes[at] ?? 0);
    // Of the messages about the password, AuthenticationOk and AuthenticationSASLFinal want no answer.
    asks = type === "Z" || (type === "R" && ![0, 12].includes(bytes.readInt32BE(at + 5)));
    at = end;
  }
  return asks && at === bytes.length;
}
