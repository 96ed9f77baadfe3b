import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { connect } from "../../src/postgres/connect.js";
import { explainServerError } from "../../src/postgres/sql-error.js";
import type { ServerError } from "../../src/types/session.js";
import { freshDatabase } from "../support/cluster.js";
import { proxyOf } from "../support/proxy.js";

let url: string;
let drop: () => Promise<void>;
beforeAll(async () => ({ url, drop } = await freshDatabase()));
afterAll(() => drop());

async function endOf(settings: string, script: string): Promise<unknown> {
  const connection = await connect(`${url}?${settings}`);
  await connection.run("SELECT 'E', repeat('E', 100000)");
  const under = await connection.run(script).catch((error: unknown) => error);
  while (!connection.lost) await new Promise((resolve) => setTimeout(resolve, 5));
  const after = await connection.run("SELECT 1").catch((error: unknown) => error);
  expect(after).toMatchObject({ code: (under as ServerError | undefined)?.code ?? (after as ServerError).code });
  await connection.close();
  return after;
}

test.each([
  ["idle_in_transaction_session_timeout", "BEGIN", "25P03"],
  ["idle_session_timeout", "SELECT 1", "57P05"],
  ["transaction_timeout", "BEGIN", "25P04"],
  ["transaction_timeout", "BEGIN; SELECT pg_sleep(60)", "25P04"],
])("%s that ends a session after %s is named", async (setting, script, code) => {
  const error = await endOf(`${setting}=100`, script);
  expect(error).toMatchObject({
    code,
    message: expect.stringMatching(/^the connection to the server was lost: termi/),
  });
  expect(explainServerError(error as ServerError)).toMatchObject({
    code: "CONNECTION_LOST",
    exitCode: 5,
    hint: expect.stringContaining(`ALTER ROLE … SET ${setting}`),
  });
});

test("a session that somebody ends is lost, in the server's words", async () => {
  const error = await endOf("", "SELECT pg_terminate_backend(pg_backend_pid())");
  const words = "the connection to the server was lost: terminating connection due to administrator command";
  expect(error).toMatchObject({ code: "CONNECTION_CLOSED", message: words });
});

test("a connection that is cut has no words", async () => {
  const proxy = await proxyOf(url);
  onTestFinished(() => proxy.close());
  const connection = await connect(proxy.url);
  await connection.run("SELECT 1");
  const sleeping = connection.run("SELECT pg_sleep(60)").catch((error: unknown) => error);
  proxy.cut();
  expect(await sleeping).toMatchObject({ code: "CONNECTION_CLOSED", message: "the connection to the server was lost" });
});
