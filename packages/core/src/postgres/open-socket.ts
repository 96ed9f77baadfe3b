import { readFileSync } from "node:fs";
import { type Socket, createConnection } from "node:net";
import type { ConnectionOptions, PeerCertificate } from "node:tls";
import type { ConnectionEnds } from "./connection.js";
import { type ServerAddress, isSocketFolder } from "./connection-url.js";

/** The server, or its certificate, does not give the encryption that the URL asks for. */
export class TlsRefusal extends Error {
  override readonly name = "TlsRefusal";
}

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

/**
 * Opens the byte stream to a server: TCP or unix socket, encrypted as the address says. Nothing of the startup has
 * been sent yet. When the signal fires, the stream is destroyed with its reason.
 *
 * @throws the operating system's error, the signal's reason, or {@link TlsRefusal}.
 */
export async function openSocket(address: ServerAddress, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const { host, port } = address;
  const plain = isSocketFolder(host)
    ? createConnection(`${host.replace(/^@/, "\0").replace(/\/$/, "")}/.s.PGSQL.${port}`)
    : createConnection({ host, port });
  plain.setNoDelay(true);
  await settled(plain, "connect", signal);
  if (address.ssl.mode === "disable") return plain;

  plain.write(SSL_REQUEST);
  const answer = await firstByte(plain, signal);
  if (answer === "S") return encrypt(plain, address, signal);
  if (answer === "N" && address.ssl.mode === "prefer") return plain;
  plain.destroy();
  throw new TlsRefusal(
    answer === "N" ? "the server does not offer TLS" : "the server does not answer the request for TLS",
  );
}

/** The ends of an open TCP connection; PostgreSQL does not read an address with a zone (`fe80::1%eth0`). */
export function endsOf({ localAddress, localPort, remoteAddress, remotePort }: Socket): ConnectionEnds | undefined {
  if (localAddress === undefined || localPort === undefined) return undefined;
  if (remoteAddress === undefined || remotePort === undefined || remoteAddress.includes("%")) return undefined;
  return { local: [localAddress, localPort], remote: [remoteAddress, remotePort] };
}

async function encrypt(plain: Socket, address: ServerAddress, signal: AbortSignal): Promise<Socket> {
  const { mode, rootCert, cert, key } = address.ssl;
  const options: ConnectionOptions = {
    socket: plain,
    // Whom the certificate must name; without it Node would compare with "localhost".
    host: address.host,
    // A name only: RFC 6066 has no server name for an address.
    ...(/^[\d.]+$|:/.test(address.host) ? {} : { servername: address.host }),
    rejectUnauthorized: mode === "verify-ca" || mode === "verify-full",
    ...(mode === "verify-ca" && { checkServerIdentity: (_host: string, _certificate: PeerCertificate) => undefined }),
    ...(rootCert !== undefined && rootCert !== "system" && { ca: readPem(rootCert) }),
    ...(cert !== undefined && { cert: readPem(cert) }),
    ...(key !== undefined && { key: readPem(key) }),
  };
  // Most connections stay on the machine and are not encrypted: loading this takes as long as opening one.
  const { connect: connectTls } = await import("node:tls");
  const encrypted = connectTls(options);
  try {
    await settled(encrypted, "secureConnect", signal);
  } catch (error) {
    plain.destroy();
    if (signal.aborted) throw error;
    throw new TlsRefusal(error instanceof Error ? error.message : String(error), { cause: error });
  }
  return encrypted;
}

function readPem(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new TlsRefusal(`the certificate or key file ${file} cannot be read`, { cause: error });
  }
}

/** Exactly one byte: more would be data that someone on the way slipped in before the encryption (CVE-2021-23214). */
async function firstByte(socket: Socket, signal: AbortSignal): Promise<string> {
  const arrived = new Promise<Buffer>((resolve) => socket.once("data", resolve));
  const chunk = await Promise.race([arrived, settled(socket, "end", signal)]);
  socket.pause();
  return chunk instanceof Buffer && chunk.length === 1 ? chunk.toString("latin1") : "";
}

async function settled(socket: Socket, event: string, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const abort = (): void => {
      socket.destroy(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
    };
    signal.addEventListener("abort", abort, { once: true });
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the server closed the connection")));
    socket.once(event, () => {
      signal.removeEventListener("abort", abort);
      resolve();
    });
  });
}
