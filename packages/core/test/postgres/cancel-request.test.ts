import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { sendCancel } from "../../src/postgres/cancel-request.js";
import { readUrl } from "../../src/postgres/connection-url.js";

test("a request whose connection the server keeps open is given up", { timeout: 30_000 }, async () => {
  const server = createServer({ allowHalfOpen: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const sending = sendCancel(readUrl(`postgres://somebody@127.0.0.1:${port}/a?sslmode=disable`, {}), {
    processId: 1,
    cancelKey: 2,
  });
  const [socket] = await accepted;
  const [request] = (await once(socket, "data")) as [Buffer];
  expect(request.toString("hex")).toBe("0000001004d2162e0000000100000002");
  await expect(sending).rejects.toThrow("aborted");
  socket.destroy();
});
