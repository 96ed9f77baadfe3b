import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { connect, type Connection } from "../../src/postgres/connect.js";
import { transaction } from "../../src/postgres/transaction.js";
import { freshDatabase } from "../support/cluster.js";
import { proxyOf } from "../support/proxy.js";

let url: string;
let drop: () => Promise<void>;
let connection: Connection;
beforeAll(async () => {
  ({ url, drop } = await freshDatabase());
  connection = await connect(url);
  await connection.run(`CREATE TABLE t (a int PRIMARY KEY);
    CREATE TABLE child (a int REFERENCES t DEFERRABLE INITIALLY DEFERRED)`);
});
beforeEach(() => connection.run("TRUNCATE t, child"));
afterAll(async () => {
  await connection.close();
  await drop();
});

const kept = async (): Promise<unknown[]> => (await connection.values("SELECT a FROM t ORDER BY a")).flat();

test("commits what the work did, and gives its result", async () => {
  const result = await transaction(connection, async () => {
    await connection.run("INSERT INTO t VALUES (1)");
    return "done";
  });
  expect(result).toBe("done");
  expect(await kept()).toEqual([1]);
});

test("rolls back and throws the same error", async () => {
  const mine = new Error("mine");
  const work = async (): Promise<never> => {
    await connection.run("INSERT INTO t VALUES (1)");
    throw mine;
  };
  await expect(transaction(connection, work)).rejects.toBe(mine);
  expect(await kept()).toEqual([]);
});

test("a COMMIT that the server refuses is its error, and nothing is kept", async () => {
  const work = (): Promise<void> => connection.run("INSERT INTO t VALUES (1); INSERT INTO child VALUES (2)");
  await expect(transaction(connection, work)).rejects.toMatchObject({ name: "ServerError", code: "23503" });
  expect(await kept()).toEqual([]);
});

test("work that swallows an error is not taken for committed", async () => {
  const work = async (): Promise<void> => {
    await connection.run("INSERT INTO t VALUES (1)");
    await connection.run("SELECT 1/0").catch(() => undefined);
  };
  await expect(transaction(connection, work)).rejects.toMatchObject({ code: "TRANSACTION_ABORTED", exitCode: 8 });
  expect(await kept()).toEqual([]);
});

test("a connection lost in the work gives the work's error", async () => {
  const victim = await connect(url);
  const work = async (): Promise<void> => {
    await connection.query("SELECT pg_terminate_backend($1)", [victim.processId]);
    await victim.run("INSERT INTO t VALUES (1)");
  };
  await expect(transaction(victim, work)).rejects.toMatchObject({ name: "ServerError", code: "CONNECTION_CLOSED" });
  expect(await kept()).toEqual([]);
});

test("a connection lost at COMMIT leaves the outcome unknown, and says so", async () => {
  const proxy = await proxyOf(url);
  const victim = await connect(proxy.url);
  const work = async (): Promise<void> => {
    await victim.run("INSERT INTO t VALUES (1)");
    proxy.cutAfter("COMMIT");
  };
  await expect(transaction(victim, work)).rejects.toMatchObject({
    code: "COMMIT_UNKNOWN",
    exitCode: 5,
    hint: expect.stringContaining("strata status"),
  });
  // Here the server had got the COMMIT before the cut, which the client could not know.
  await expect.poll(kept).toEqual([1]);
  proxy.close();
});
