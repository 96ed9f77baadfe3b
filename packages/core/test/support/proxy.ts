import { once } from "node:events";
import { type AddressInfo, createServer, connect as openSocket, type Socket } from "node:net";

/** What happens to a connection whose client sends a certain text. */
export type ProxyFault =
  /** The server never gets it, and both ends are closed. */
  | "cut before"
  /** The server gets a part of the message, and both ends are closed. */
  | "cut within"
  /** The server gets it and does it; its answer is dropped and both ends are closed. */
  | "cut after"
  /** As `cut after`, by a reset. */
  | "reset after"
  /** The server gets it and does it; from then on neither end hears of the other, and nothing is closed. */
  | "half-open";

/** A TCP proxy that counts, delays and cuts. */
export interface Proxy {
  readonly url: string;
  /** Turns of the conversation since the last call: how often the client spoke after the server had. */
  roundTrips(): number;
  /** Cuts every connection now. */
  cut(): void;
  /** From now on drops what the server says, and cuts the connection when the client has sent a text. */
  cutAfter(text: string): void;
  /** When a client next sends the text, this happens to its connection, once. Resolves when it has happened. */
  onceSent(text: string, fault: ProxyFault): Promise<void>;
  /** Delays every piece in both directions by so many milliseconds. */
  delay(milliseconds: number): void;
  /** Whether new connections are closed at once. */
  refuse(isRefusing: boolean): void;
  close(): void;
}

/** A proxy in front of the server of a URL. */
export async function proxyOf(url: string): Promise<Proxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let turns = 0;
  let last = "server";
  let fatal: string | undefined;
  let armed: { readonly text: string; readonly fault: ProxyFault; readonly happened: () => void } | undefined;
  let delayMs = 0;
  let isRefusing = false;
  const later = (work: () => void): void => void (delayMs === 0 ? work() : setTimeout(work, delayMs));

  const server = createServer((client) => {
    if (isRefusing) {
      client.on("error", () => undefined);
      return void client.resetAndDestroy();
    }
    const upstream = openSocket(Number(target.port), target.hostname);
    /** What the connection suffers from now on. */
    let suffers: ProxyFault | undefined;
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    }
    const end = (): void => [client, upstream].forEach((socket) => void socket.destroy());
    client.on("close", () => suffers !== "half-open" && upstream.destroy());
    upstream.on("close", () => suffers !== "half-open" && client.destroy());
    client.on("data", (chunk) => {
      if (suffers !== undefined) return;
      if (last === "server") turns += 1;
      last = "client";
      if (armed !== undefined && chunk.includes(armed.text)) {
        const { fault, happened, text } = armed;
        armed = undefined;
        suffers = fault;
        if (fault === "cut before") end();
        else if (fault === "cut within") upstream.end(chunk.subarray(0, chunk.indexOf(text) + 1), end);
        else upstream.write(chunk);
        if (fault === "cut before" || fault === "cut within") happened();
        else
          upstream.once("data", () => {
            if (fault === "cut after") end();
            if (fault === "reset after") [client, upstream].forEach((socket) => void socket.resetAndDestroy());
            happened();
          });
        return;
      }
      later(() => upstream.write(chunk));
      if (fatal !== undefined && chunk.includes(fatal)) client.destroy();
    });
    upstream.on("data", (chunk) => {
      last = "server";
      if (fatal === undefined && suffers === undefined) later(() => client.write(chunk));
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
    onceSent: (text, fault) => new Promise((resolve) => (armed = { text, fault, happened: () => resolve() })),
    delay: (milliseconds) => (delayMs = milliseconds),
    refuse: (now) => (isRefusing = now),
    close: () => {
      cut();
      server.close();
    },
  };
}
