import { once } from "node:events";
import { type AddressInfo, createServer, connect as openSocket, type Socket } from "node:net";

/** What a proxy does to one connection, once. Everything else passes. */
export type Cut =
  /** At the nth COMMIT of all connections. `inside`: in the middle of the message, or of its reply. */
  | { readonly at: "commit"; readonly nth: number; readonly when: CommitMoment }
  /** After so many bytes of all that one side has said. */
  | { readonly at: "byte"; readonly of: "client" | "server"; readonly position: number }
  /** From so many bytes of the server on nothing passes for a while; then the connection is reset. */
  | { readonly at: "silence"; readonly position: number; readonly ms: number }
  /** Nothing is cut; every piece of the conversation comes late. */
  | { readonly at: "delay"; readonly ms: number };

export const COMMIT_MOMENTS = ["not sent", "half sent", "sent", "answered, unheard", "half answered"] as const;
export type CommitMoment = (typeof COMMIT_MOMENTS)[number];

export interface CuttingProxy {
  readonly url: string;
  /** Whether the cut has been made. */
  readonly done: () => boolean;
  close(): void;
}

/** A TCP proxy in front of the server of a URL that makes one cut; the connections after it pass untouched. */
export async function cuttingProxy(url: string, cut: Cut): Promise<CuttingProxy> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const course = { commits: 0, clientBytes: 0, serverBytes: 0, done: false };
  const server = createServer((client) => {
    const upstream = openSocket(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket.setNoDelay(true));
      socket.on("error", () => {});
      socket.on("close", () => sockets.delete(socket));
    }
    const state: { quiet?: boolean; replyTo?: CommitMoment } = {};
    const end = (reset = false): void => {
      course.done = true;
      for (const socket of [client, upstream]) {
        if (reset) socket.resetAndDestroy();
        else socket.destroy();
      }
    };
    client.on("close", () => (state.quiet ? undefined : upstream.end()));
    upstream.on("close", () => (state.quiet ? undefined : client.destroy()));
    const late = (write: () => void): void => (cut.at === "delay" ? void setTimeout(write, cut.ms) : write());

    client.on("data", (chunk) => {
      if (state.quiet) return;
      const from = course.clientBytes;
      course.clientBytes += chunk.length;
      const where = course.done || cut.at === "delay" ? -1 : chunk.indexOf(COMMIT);
      if (where >= 0) course.commits += 1;
      if (where >= 0 && cut.at === "commit" && course.commits === cut.nth) {
        // What was sent in the same packet before the COMMIT reaches the server.
        const sent = { "not sent": where, "half sent": where + 7 }[cut.when as string] ?? chunk.length;
        state.replyTo = cut.when;
        upstream.write(chunk.subarray(0, sent), () => {
          if (cut.when === "not sent" || cut.when === "half sent" || cut.when === "sent") end();
        });
      } else if (!course.done && cut.at === "byte" && cut.of === "client" && course.clientBytes > cut.position) {
        upstream.write(chunk.subarray(0, cut.position - from), () => end());
      } else late(() => upstream.write(chunk));
    });
    upstream.on("data", (chunk) => {
      if (state.quiet) return;
      const from = course.serverBytes;
      course.serverBytes += chunk.length;
      if (state.replyTo === "answered, unheard") end();
      else if (state.replyTo === "half answered")
        client.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), () => end());
      else if (state.replyTo !== undefined || course.done) client.write(chunk);
      else if (cut.at === "byte" && cut.of === "server" && course.serverBytes > cut.position) {
        client.write(chunk.subarray(0, cut.position - from), () => end());
      } else if (cut.at === "silence" && course.serverBytes > cut.position) {
        state.quiet = true;
        setTimeout(() => end(true), cut.ms);
      } else late(() => client.write(chunk));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const here = new URL(url);
  here.hostname = "127.0.0.1";
  here.port = String((server.address() as AddressInfo).port);
  return {
    url: here.href,
    done: () => course.done,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** A simple query: its kind, four bytes of length, its text and a zero. https://www.postgresql.org/docs/current/protocol-message-formats.html */
const COMMIT = Buffer.from([0x51, 0, 0, 0, 11, ...Buffer.from("COMMIT\0")]);
