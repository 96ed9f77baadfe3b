/**
 * The judge of what a database holds: PostgreSQL's own pg_dump 18, as WebAssembly, against a real server of 15 to 18.
 * pg_dump speaks to its server synchronously, so it runs in a worker that sleeps while this thread holds the socket.
 */
import { once } from "node:events";
import { connect } from "node:net";
import { MessageChannel, Worker } from "node:worker_threads";

/** What the worker ends with. */
type Outcome = { readonly text: string } | { readonly problem: string };

/** One thread for all dumps of a test file, one after the other: the first one costs three times as much as the next. */
const worker = new Worker(new URL("pg-dump-worker.mjs", import.meta.url));
worker.unref();

/**
 * The schema of a database as `pg_dump --schema-only` writes it, without the lines that differ from run to run
 * (`\restrict`) and without the versions in its head. Schemas in `without` are left out, with all that is in them.
 *
 * @throws Error with what pg_dump said.
 */
export async function dumpSchema(url: string, options: { readonly without?: readonly string[] } = {}): Promise<string> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const parts = { user: username, password, dbname: pathname.slice(1) };
  const connection = Object.entries({ ...parts, sslmode: "disable", gssencmode: "disable" })
    .map(([name, value]) => `${name}='${decodeURIComponent(value).replaceAll(/['\\]/g, String.raw`\$&`)}'`)
    .join(" ");
  const args = [
    "--schema-only",
    ...(options.without ?? []).map((schema) => `--exclude-schema=${schema}`),
    `--dbname=${connection}`,
  ];
  const text = await run(args, { host: hostname, port: Number(port) });
  return text.replaceAll(/^(?:\\(?:un)?restrict .*|-- Dumped (?:from|by) .*)\n/gm, "");
}

async function run(
  args: readonly string[],
  address: { readonly host: string; readonly port: number },
): Promise<string> {
  const socket = connect(address).setNoDelay();
  await once(socket, "connect");
  const { port1: port, port2 } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const tell = (message: Uint8Array | null): void => {
    port.postMessage(message);
    Atomics.add(signal, 0, 1);
    Atomics.notify(signal, 0);
  };
  socket.on("data", (bytes) => tell(bytes));
  // Its cause is in what pg_dump says of the closed connection.
  socket.on("error", () => undefined);
  socket.on("close", () => tell(null));
  let fail: (error: Error) => void = () => undefined;
  try {
    const outcome = await new Promise<Outcome>((resolve, reject) => {
      fail = reject;
      worker.on("error", fail);
      port.on("message", (message: Uint8Array | Outcome) => {
        if (message instanceof Uint8Array) socket.write(message);
        else resolve(message);
      });
      worker.postMessage({ args, signal, port: port2 }, [port2]);
    });
    if ("problem" in outcome) throw new Error(outcome.problem);
    return outcome.text;
  } finally {
    worker.off("error", fail);
    port.close();
    socket.destroy();
  }
}
