import { once } from "node:events";
import type { ServerAddress } from "./connection-url.js";
import { openSocket } from "./open-socket.js";
import type { Startup } from "./startup-watch.js";

const CANCEL_CODE = 80_877_102;

/** For opening the connection and for the server to close it: whoever cancels waits for that. */
const PATIENCE_MS = 10_000;

/**
 * Asks the server, over a connection of its own, to cancel what the backend runs. The server answers nothing: whether
 * something was cancelled shows in the running statement alone. Given up after 10 s.
 *
 * Source: https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS
 */
export async function sendCancel(address: ServerAddress, startup: Startup): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const socket = await openSocket(address, signal);
  const message = Buffer.alloc(16);
  message.writeUInt32BE(16, 0);
  message.writeUInt32BE(CANCEL_CODE, 4);
  message.writeUInt32BE(startup.processId, 8);
  message.writeUInt32BE(startup.cancelKey, 12);
  socket.resume();
  const closed = once(socket, "close", { signal });
  socket.end(message);
  await closed.finally(() => socket.destroy());
}
