import type { Socket } from "node:net";

/** What the server's answer to the startup message tells, as far as the driver keeps it to itself. */
export interface Startup {
  /** Process id of the backend, 0 when the server names none (some poolers). */
  processId: number;
  /** The key that a cancel request must show; protocol 3.0, four bytes. */
  cancelKey: number;
}

const AUTHENTICATION_METHODS = new Set([0, 3, 5, 10, 11, 12]);

/**
 * Reads the server's messages beside the driver until the first ReadyForQuery, then leaves the stream alone.
 * `onReady` is called at that moment, before the driver sees the message. A stream that is not PostgreSQL's, or asks
 * for a login method that the driver lacks, is destroyed with an error that says so.
 *
 * Source: https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export function watchStartup(socket: Socket, onReady: (startup: Startup) => void): void {
  const startup: Startup = { processId: 0, cancelKey: 0 };
  let rest = Buffer.alloc(0);
  const stop = (problem?: string): void => {
    socket.off("data", read);
    if (problem !== undefined) socket.destroy(new Error(problem));
  };
  const read = (chunk: Buffer): void => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length > 0) {
      const kind = String.fromCharCode(rest[0]!);
      if (!"RSKZENv".includes(kind)) return stop("what answers there is not a PostgreSQL server");
      if (rest.length < 5 || rest.length < rest.readUInt32BE(1) + 1) return;
      const end = rest.readUInt32BE(1) + 1;
      if (kind === "E") return stop();
      if (kind === "R" && !AUTHENTICATION_METHODS.has(rest.readUInt32BE(5))) {
        return stop("the server asks for a way to log in that is not supported (Kerberos, SSPI or OAuth)");
      }
      if (kind === "K") {
        startup.processId = rest.readUInt32BE(5);
        startup.cancelKey = rest.readUInt32BE(9);
      }
      if (kind === "Z") {
        stop();
        return onReady(startup);
      }
      rest = rest.subarray(end);
    }
  };
  socket.on("data", read);
}
