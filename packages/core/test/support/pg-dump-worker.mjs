/**
 * The worker of pg-dump.ts. The WebAssembly pg_dump writes and reads its connection synchronously, so this thread
 * sleeps while the other one, which holds the socket, waits for the server.
 */
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { pgDump } from "@electric-sql/pglite-tools/pg_dump";

/** @type {{ args: string[], signal: Int32Array, port: import("node:worker_threads").MessagePort }} */
const { args, signal, port } = workerData;

/** Bytes of the client that do not make a whole message yet, and whether it has sent its first one. */
let unsent = Buffer.alloc(0);
let started = false;

/** What pg_dump takes for a PGlite: the two calls around the dump are about a session that nobody uses afterwards. */
const server = {
  query: async () => ({ rows: [{ search_path: "public" }] }),
  exec: async () => [],
  /** @param {Uint8Array} bytes @param {{ onRawData: (bytes: Uint8Array) => void }} options */
  execProtocolRawStream(bytes, { onRawData }) {
    const copy = Buffer.from(bytes);
    port.postMessage(copy);
    if (!expectsAnswer(copy)) return;
    let answer = Buffer.alloc(0);
    do {
      const next = receive();
      if (next === null) break;
      answer = Buffer.concat([answer, next]);
    } while (!isWhole(answer));
    onRawData(answer);
  },
};

/** The next bytes of the server; null when it has closed the connection. */
function receive() {
  for (;;) {
    const before = Atomics.load(signal, 0);
    const received = receiveMessageOnPort(port);
    if (received !== undefined) return received.message === null ? null : Buffer.from(received.message);
    Atomics.wait(signal, 0, before);
  }
}

/** Whether the client now waits: its last message is whole, and one that a server answers. */
function expectsAnswer(bytes) {
  unsent = Buffer.concat([unsent, bytes]);
  let last = "";
  for (;;) {
    const prefix = started ? 1 : 0;
    if (unsent.length < prefix + 4) break;
    const length = prefix + unsent.readInt32BE(prefix);
    if (unsent.length < length) return false;
    last = started ? String.fromCharCode(unsent[0]) : "startup";
    started = true;
    unsent = unsent.subarray(length);
  }
  return unsent.length === 0 && ["startup", "p", "Q", "S", "H"].includes(last);
}

/** Whether the server now waits: its last message is whole, and is ReadyForQuery, an error or a question for a password. */
function isWhole(bytes) {
  let at = 0;
  let asks = false;
  while (at + 5 <= bytes.length) {
    const end = at + 1 + bytes.readInt32BE(at + 1);
    if (end > bytes.length) return false;
    const type = String.fromCharCode(bytes[at]);
    const authentication = type === "R" ? bytes.readInt32BE(at + 5) : 0;
    asks = type === "Z" || (authentication !== 0 && authentication !== 12);
    at = end;
  }
  return asks && at === bytes.length;
}

/** @param {{ text: string } | { problem: string }} outcome */
function end(outcome) {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of Node, not a window
  parentPort?.postMessage(outcome);
  port.close();
}

try {
  const file = await pgDump({ pg: /** @type {any} */ (server), args });
  end({ text: await file.text() });
} catch (error) {
  end({ problem: error instanceof Error ? error.message : String(error) });
}
