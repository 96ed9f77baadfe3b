import { once } from "node:events";
import { type AddressInfo, createServer, connect as openSocket, type Socket } from "node:net";

/** A TCP proxy that counts and cuts. */
export interface Proxy {
  readonly url: string;
  /** Turns of the conversation since the last call: how often the client spoke after the server had. */
  roundTrips(): number;
  /** Cuts every connection now. */
  cut(): void;
  /** From now on drops what the server says, and cuts the connection when the client has sent a text. */
  cutAfter(text: string): void;
  close(): void;
}

/** A proxy in front of the server of a URL. */
export async function proxyOf(url: string): Promise<Proxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let turns = 0;
  let last = "server";
  let fatal: string | undefined;
  const server = createServer((client) => {
    const upstream = openSocket(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
      sockets.add(socket);
    }
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
    client.on("data", (chunk) => {
      if (last === "server") turns += 1;
      last = "client";
      upstream.write(chunk);
      if (fatal !== undefined && chunk.includes(fatal)) client.destroy();
    });
    upstream.on("data", (chunk) => {
      last = "server";
      if (fatal === undefined) client.write(chunk);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const here = new URL(url);
  here.port = String((server.address() as AddressInfo).port);
  const cut = (): void => sockets.forEach((socket) => void socket.destroy());
  return {
    url: here.href,
    roundTrips: () => {
      const counted = turns;
      turns = 0;
      return counted;
    },
    cut,
    cutAfter: (text) => (fatal = text),
    close: () => {
      cut();
      server.close();
    },
  };
}
