import { connect, type Socket } from "node:net";
import { errorText, FIRST, firstMessage, message, type Message, MessageReader } from "./protocol-messages.js";
import { scramLogin } from "./scram.js";

/** A logged-in connection to a server, as raw messages. One request at a time. */
export interface PooledServer {
  readonly processId: number;
  readonly cancelKey: Buffer;
  /** The ParameterStatus messages of the login. */
  readonly parameters: readonly Buffer[];
  readonly socket: Socket;
  /** Receives every message until it is set anew. */
  onMessage: (message: Message) => void;
}

/**
 * Logs in to the server of a URL: by password when it asks for SCRAM-SHA-256, or when it trusts. `onEnd` is called when a
 * connection has ended that was logged in.
 *
 * @throws Error with the server's words.
 */
export function openPooledServer(url: string, onEnd: () => void): Promise<PooledServer> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const login = scramLogin(decodeURIComponent(password));
  const socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  const parameters: Buffer[] = [];
  const server = { processId: 0, cancelKey: Buffer.alloc(0), parameters, socket };
  return new Promise((resolve, reject) => {
    const opened: PooledServer = { ...server, onMessage: logIn };
    function logIn({ kind, bytes, content }: Message): void {
      if (kind === "E") {
        reject(new Error(errorText(content)));
        socket.destroy();
      } else if (kind === "R") answer(content);
      else if (kind === "S") parameters.push(Buffer.from(bytes));
      else if (kind === "K")
        Object.assign(opened, { processId: content.readInt32BE(), cancelKey: content.subarray(4) });
      else if (kind === "Z") {
        opened.onMessage = () => undefined;
        resolve(opened);
      }
    }
    function answer(content: Buffer): void {
      const method = content.readUInt32BE();
      if (method === 10) {
        const first = Buffer.from(login.first);
        socket.write(message("p", "SCRAM-SHA-256", first.length, first));
      } else if (method === 11) {
        socket.write(message("p", Buffer.from(login.final(content.subarray(4).toString()))));
      } else if (method !== 0 && method !== 12) {
        reject(new Error(`the server asks for login method ${method}`));
        socket.destroy();
      }
    }
    const reader = new MessageReader(false);
    socket.on("data", (chunk: Buffer) => reader.read(chunk, (one) => opened.onMessage(one)));
    socket.on("error", reject);
    socket.on("close", () => {
      reject(new Error("the server closed the connection"));
      if (opened.onMessage !== logIn) onEnd();
    });
    const names = ["user", decodeURIComponent(username), "database", decodeURIComponent(pathname.slice(1))];
    socket.write(firstMessage(FIRST.startup, ...names, Buffer.alloc(1)));
  });
}

/** Asks the server to cancel what a connection runs. */
export function cancelPooledServer({ socket, processId, cancelKey }: PooledServer): void {
  const { remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined || remotePort === undefined) return;
  const request = connect(remotePort, remoteAddress);
  request.on("error", () => undefined);
  request.end(firstMessage(FIRST.cancel, processId, cancelKey));
}
