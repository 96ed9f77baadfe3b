import { createHash } from "node:crypto";
import { createServer } from "node:net";

/** Below the ports that operating systems give out by themselves, so that a stopped server's port stays free. */
const FIRST = 21_000;
const COUNT = 10_000;

/**
 * A port of 127.0.0.1 that nobody listens on: `preferred` if it is free, else one that follows from the folder, so
 * that a project keeps its port and two projects have different ones. Somebody may take it before it is used.
 */
export async function freePort(directory: string, preferred: number | undefined): Promise<number> {
  const first = createHash("sha256").update(directory).digest().readUInt32BE(0);
  const following = Array.from({ length: 100 }, (_, index) => FIRST + ((first + index * 97) % COUNT));
  for (const port of preferred === undefined ? following : [preferred, ...following]) {
    if (await isFree(port)) return port;
  }
  return freeOf(0);
}

/** Nobody listens on the port of 127.0.0.1. */
export async function isFree(port: number): Promise<boolean> {
  try {
    await freeOf(port);
    return true;
  } catch {
    return false;
  }
}

/** Port 0 lets the operating system choose. */
async function freeOf(port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : port));
    });
  });
}
