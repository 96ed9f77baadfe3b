import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../src/postgres/connect.js";
import { urlOfDatabase } from "../../src/postgres/database.js";
import { freshDatabase } from "../support/cluster.js";

let url: string;
let drop: () => Promise<void>;
beforeAll(async () => ({ url, drop } = await freshDatabase()));
afterAll(() => drop());

const withLogin = (login: string): string => url.replace(/\/\/[^@]*@/, `//${login}@`);

test.each([
  ["a wrong password", () => withLogin("postgres:wrong-canary"), "LOGIN_REFUSED", 'as user "postgres"'],
  ["no password", () => withLogin("postgres"), "LOGIN_REFUSED", "password"],
  ["an unknown role", () => withLogin("nobody:canary"), "LOGIN_REFUSED", 'as user "nobody"'],
  ["no such database", () => urlOfDatabase(url, "nope"), "DATABASE_MISSING", 'database "nope"'],
  ["nobody listening", () => "postgres://u:canary@127.0.0.1:1/d", "SERVER_UNREACHABLE", "127.0.0.1:1"],
  [
    "an unknown host",
    () => "postgres://u:canary@no-such-host.invalid/d",
    "SERVER_UNREACHABLE",
    "no-such-host.invalid:5432",
  ],
  ["no such socket", () => "postgres://u:canary@/d?host=/no/such/folder", "SERVER_UNREACHABLE", "/no/such/folder"],
  ["TLS that the server lacks", () => `${url}?sslmode=require`, "TLS_REFUSED", "does not offer TLS"],
])("%s", async (_what, wrong, code, words) => {
  const error: unknown = await connect(wrong()).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code, exitCode: 5, message: expect.stringContaining(words) });
  const { hint, details, message } = error as { hint: string; details: unknown; message: string };
  expect(JSON.stringify([message, hint, details])).not.toContain("canary");
});

test("an unknown parameter of the URL", async () => {
  await expect(connect(`${url}?nonsense=1`)).rejects.toMatchObject({ code: "URL_INVALID", exitCode: 3 });
});

test("no connection left", async () => {
  const owner = await connect(url);
  await owner.run("CREATE ROLE single LOGIN PASSWORD 'x' CONNECTION LIMIT 1");
  const only = await connect(withLogin("single:x"));
  await expect(connect(withLogin("single:x"))).rejects.toMatchObject({ code: "TOO_MANY_CONNECTIONS" });
  await only.close();
  await owner.run("DROP ROLE single");
  await owner.close();
});

const servers: [string, (socket: Socket) => void, string][] = [
  ["hangs up", (socket) => socket.destroy(), "closed|lost|reset"],
  ["is no PostgreSQL", (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"), "not a PostgreSQL server"],
  ["says nothing", () => undefined, "no answer within 0.3 s"],
  ["asks for Kerberos", (socket) => socket.write(Buffer.from([82, 0, 0, 0, 8, 0, 0, 0, 7])), "not supported"],
];
test.each(servers)("a server that %s", async (_what, answer, words) => {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await expect(connect(`postgres://u:p@127.0.0.1:${port}/d`, { connectTimeoutMs: 300 })).rejects.toMatchObject({
    code: "SERVER_UNREACHABLE",
    message: expect.stringMatching(words),
  });
  server.close();
});

test("an old server is refused", async () => {
  const old = createServer((socket) => {
    const status = ["server_version", "9.6.24", ""].join("\0");
    const parameter = Buffer.concat([Buffer.from([83, 0, 0, 0, 4 + status.length]), Buffer.from(status)]);
    socket.once("data", () =>
      socket.write(
        Buffer.concat([Buffer.from([82, 0, 0, 0, 8, 0, 0, 0, 0]), parameter, Buffer.from([90, 0, 0, 0, 5, 73])]),
      ),
    );
  }).listen(0, "127.0.0.1");
  await once(old, "listening");
  await expect(connect(`postgres://u:p@127.0.0.1:${(old.address() as AddressInfo).port}/d`)).rejects.toMatchObject({
    code: "SERVER_TOO_OLD",
    message: expect.stringContaining("PostgreSQL 9"),
  });
  old.close();
});

test("the signal stops the connecting with its reason", async () => {
  const silent = createServer().listen(0, "127.0.0.1");
  await once(silent, "listening");
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error("enough")), 50);
  const { port } = silent.address() as AddressInfo;
  await expect(connect(`postgres://u:p@127.0.0.1:${port}/d`, { signal: stop.signal })).rejects.toThrow("enough");
  silent.close();
});
