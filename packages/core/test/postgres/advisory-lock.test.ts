import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { acquireLock, LOCK_KEY, proveLock, readLockHolder } from "../../src/postgres/advisory-lock.js";
import { connect, type Connection } from "../../src/postgres/connect.js";
import { freshDatabase } from "../support/cluster.js";

const GIVE_BACK = `SELECT pg_advisory_unlock(${LOCK_KEY})`;

let url: string;
let drop: () => Promise<void>;
let one: Connection;
let other: Connection;
beforeAll(async () => ({ url, drop } = await freshDatabase()));
beforeEach(async () => {
  one = await connect(url, { applicationName: "strata one" });
  other = await connect(url, { applicationName: "strata other" });
});
afterEach(() => Promise.all([one.close(), other.close()]));
afterAll(() => drop());

test("the key is the one that docs/FORMATS.md names", () => {
  expect(LOCK_KEY).toBe(8319400174550056961n);
});

test("one holds it, and the other is told who", async () => {
  await acquireLock(one, { waitMs: 0 });
  await proveLock(one);
  await one.query("SELECT 'a password' AS busy_with_this");
  const refusal: unknown = await acquireLock(other, { waitMs: 0 }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: "LOCK_BUSY", exitCode: 4 });
  for (const fact of [
    String(one.processId),
    "strata one",
    "user postgres",
    "connected since 20",
    "SELECT '…' AS busy_with_this",
  ]) {
    expect((refusal as Error).message).toContain(fact);
  }
  await one.run(GIVE_BACK);
  await acquireLock(other, { waitMs: 0 });
  await expect(proveLock(one)).rejects.toMatchObject({ code: "LOCK_LOST", exitCode: 5 });
});

test("waiting ends when the holder lets go", async () => {
  await acquireLock(one, { waitMs: 0 });
  const waits: (string | undefined)[] = [];
  const waiting = acquireLock(other, {
    waitMs: 10_000,
    onWaiting: (_elapsed, holder) => {
      waits.push(holder);
      if (waits.length === 3) void one.run(GIVE_BACK);
    },
  });
  await waiting;
  expect(waits).toHaveLength(3);
  expect(waits[0]).toContain("strata one");
  await proveLock(other);
});

test("waiting ends when the holder's connection does", async () => {
  await acquireLock(one, { waitMs: 0 });
  const waiting = acquireLock(other, { waitMs: 10_000 });
  await one.close();
  await waiting;
  await expect(proveLock(other)).resolves.toBeUndefined();
});

test("waiting ends at its limit, and by the signal", async () => {
  await acquireLock(one, { waitMs: 0 });
  const start = performance.now();
  await expect(acquireLock(other, { waitMs: 300 })).rejects.toMatchObject({ code: "LOCK_BUSY" });
  expect(performance.now() - start).toBeGreaterThan(290);
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error("enough")), 100);
  await expect(acquireLock(other, { waitMs: 60_000, signal: stop.signal })).rejects.toThrow("enough");
});

test("a waiter does not stop CREATE INDEX CONCURRENTLY of the holder", async () => {
  await one.run("CREATE TABLE t (a int)");
  await acquireLock(one, { waitMs: 0 });
  const waiting = acquireLock(other, { waitMs: 20_000 });
  await one.run("CREATE INDEX CONCURRENTLY t_a ON t (a)");
  await one.run(GIVE_BACK);
  await expect(waiting).resolves.toBeUndefined();
});

test("the lock of another database is another lock", async () => {
  const elsewhere = await freshDatabase();
  const stranger = await connect(elsewhere.url);
  await acquireLock(one, { waitMs: 0 });
  expect(await readLockHolder(stranger)).toBeUndefined();
  await acquireLock(stranger, { waitMs: 0 });
  expect((await readLockHolder(other))?.pid).toBe(one.processId);
  await stranger.close();
  await elsewhere.drop();
});
