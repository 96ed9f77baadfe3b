import { expect, onTestFinished, test } from "vitest";
import { connect } from "../../src/postgres/connect.js";
import type { Connection } from "../../src/postgres/connection.js";
import { freshDatabase } from "./cluster.js";
import { type Pooler, type PoolerOptions, startPooler } from "./transaction-pooler.js";

async function pooled(options: PoolerOptions): Promise<{ pooler: Pooler; open: () => Promise<Connection> }> {
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  const pooler = await startPooler(url, options);
  onTestFinished(() => pooler.close());
  return {
    pooler,
    open: async () => {
      const connection = await connect(pooler.url);
      onTestFinished(() => connection.close());
      return connection;
    },
  };
}

const pidOf = async (connection: Connection): Promise<unknown> =>
  (await connection.values("SELECT pg_backend_pid()"))[0]?.[0];

test("two clients share one server connection, one transaction at a time", async () => {
  const { pooler, open } = await pooled({ mode: "transaction", size: 1 });
  const [one, other] = [await open(), await open()];
  expect(await pidOf(one)).toBe(await pidOf(other));
  expect(one.processId).not.toBe(other.processId);
  await one.run("BEGIN; CREATE TABLE t (id int PRIMARY KEY)");
  const waiting = other.values("SELECT id FROM t WHERE id > $1", [1]);
  await one.run("INSERT INTO t VALUES (1), (2)");
  await one.run("COMMIT");
  expect(await waiting).toEqual([[2]]);
  await expect(one.run("SELECT 1/0")).rejects.toMatchObject({ code: "22012" });
  // Both hold a session's lock: what makes such a pooler dangerous.
  const lock = "SELECT pg_try_advisory_lock(1)";
  expect([await one.values(lock), await other.values(lock)]).toEqual([[[true]], [[true]]]);
  expect(pooler.servers()).toBe(1);
});

test("a client that goes in the middle of a transaction leaves nothing behind", async () => {
  const { open } = await pooled({ mode: "transaction", size: 1 });
  const [one, other] = [await open(), await open()];
  await one.run("BEGIN; CREATE TABLE t (id int)");
  void one.close();
  expect(await other.values("SELECT to_regclass('t')::text")).toEqual([[null]]);
});

test("a session keeps its server connection, which is cleaned for the next one", async () => {
  const { open } = await pooled({ mode: "session", size: 2 });
  const [one, other] = [await open(), await open()];
  const pids = [await pidOf(one), await pidOf(other)];
  expect(pids[0]).not.toBe(pids[1]);
  expect([await pidOf(one), await pidOf(other)]).toEqual(pids);
  await one.run("SET search_path = nowhere");
  await one.run("BEGIN");
  await one.close();
  const next = await open();
  expect(await pidOf(next)).toBe(pids[0]);
  expect(await next.values("SHOW search_path")).not.toEqual([["nowhere"]]);
});

test("statements alone: a transaction block ends the connection", async () => {
  const { open } = await pooled({ mode: "statement" });
  const one = await open();
  expect(await one.values("SELECT 1")).toEqual([[1]]);
  await expect(one.run("BEGIN")).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
});

test("the server connection is chosen as a pooler chooses", async () => {
  const last = await pooled({ mode: "transaction", opened: 2, size: 2 });
  const client = await last.open();
  expect(await pidOf(client)).toBe(await pidOf(client));
  const longest = await pooled({ mode: "transaction", opened: 2, size: 2, choice: "longest free" });
  const other = await longest.open();
  const first = await pidOf(other);
  expect(await pidOf(other)).not.toBe(first);
  expect(await pidOf(other)).toBe(first);
});

test("a cancel request reaches what the client runs", async () => {
  const { open } = await pooled({ mode: "transaction" });
  const one = await open();
  const sleeping = one.run("SELECT pg_sleep(60)").catch((error: unknown) => error);
  const other = await open();
  const running = "SELECT count(*)::int FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'";
  while ((await other.values(running))[0]?.[0] === 0);
  await one.cancel();
  expect(await sleeping).toMatchObject({ code: "57014" });
  expect(await one.values("SELECT 1")).toEqual([[1]]);
});
