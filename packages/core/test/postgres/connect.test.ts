import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Connection } from "../../src/postgres/connect.js";
import type { Notice } from "../../src/types/session.js";
import { freshDatabase, MAJORS } from "../support/cluster.js";
import { proxyOf } from "../support/proxy.js";

let url: string;
let drop: () => Promise<void>;
beforeAll(async () => ({ url, drop } = await freshDatabase()));
afterAll(() => drop());

async function connected<T>(work: (connection: Connection) => Promise<T>, to = url): Promise<T> {
  const connection = await connect(to);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** Settles all, in the order given: what each gave, or the code of its error. */
async function outcomes(calls: readonly Promise<unknown>[]): Promise<unknown[]> {
  return (await Promise.allSettled(calls)).map((call) => (call.status === "fulfilled" ? call.value : call.reason.code));
}

describe("round trips", () => {
  test("connecting costs the login, and each statement one, parameters or not", async () => {
    const proxy = await proxyOf(url);
    const connection = await connect(proxy.url);
    // Startup, then SCRAM's two answers.
    expect(proxy.roundTrips()).toBe(3);
    await connection.query("SELECT 1");
    expect(proxy.roundTrips()).toBe(1);
    await connection.values("SELECT $1::int + $2::int", [1, 2]);
    expect(proxy.roundTrips()).toBe(1);
    await connection.run("CREATE TEMP TABLE t (a int); INSERT INTO t VALUES (1); SELECT * FROM t");
    expect(proxy.roundTrips()).toBe(1);
    await Promise.all(Array.from({ length: 20 }, (_, index) => connection.query("SELECT $1::int", [index])));
    expect(proxy.roundTrips()).toBe(1);
    await connection.close();
    proxy.close();
  });
});

describe("statements", () => {
  test("knows the server", async () => {
    await connected(async (connection) => {
      const [row] = await connection.query(
        "SELECT pg_backend_pid() AS pid, current_setting('server_version_num')::int AS version",
      );
      expect(row).toEqual({ pid: connection.processId, version: connection.serverVersion });
      const { port, pathname } = new URL(url);
      expect(connection.target).toEqual({
        host: "127.0.0.1",
        port: Number(port),
        user: "postgres",
        database: pathname.slice(1),
      });
    });
  });

  test("several at once keep their order, and each failure belongs to its own call", async () => {
    await connected(async (connection) => {
      const notices: Notice[] = [];
      connection.onNotice = (notice) => notices.push(notice);
      const calls = [
        connection.run("CREATE TEMP TABLE t (a int); DO $$ BEGIN RAISE NOTICE 'hello'; END $$"),
        connection.query("SELECT * FROM nowhere"),
        connection.query("INSERT INTO t VALUES ($1) RETURNING a", [1]),
        connection.query("SELECT $1::int", ["x"]),
        connection.run("INSERT INTO t VALUES (2); SELECT 1/0"),
        connection.values("SELECT count(*) FROM t"),
      ];
      expect(await outcomes(calls)).toEqual([undefined, "42P01", [{ a: 1 }], "22P02", "22012", [["1"]]]);
      expect(notices).toEqual([{ severity: "NOTICE", code: "00000", message: "hello" }]);
    });
  });

  test("scripts and statements of one turn reach the server in the order in which they were called", async () => {
    await connected(async (connection) => {
      const calls = [
        connection.query("SELECT current_setting('strata.at', true) AS at"),
        connection.run("BEGIN; SET LOCAL strata.at = 'first'"),
        connection.values("SELECT current_setting('strata.at')"),
        connection.run("SET LOCAL strata.at = 'second'"),
        connection.query("SELECT current_setting('strata.at') AS at WHERE $1", [true]),
        connection.run("COMMIT"),
        connection.values("SELECT current_setting('strata.at')"),
      ];
      expect(await Promise.all(calls)).toEqual([
        [{ at: null }],
        undefined,
        [["first"]],
        undefined,
        [{ at: "second" }],
        undefined,
        [[""]],
      ]);
    });
  });

  test("thousands at once, past what the driver sends ahead", async () => {
    await connected(async (connection) => {
      const rows = await Promise.all(Array.from({ length: 3000 }, (_, index) => connection.values(`SELECT ${index}`)));
      expect(rows.flat(2)).toEqual(Array.from({ length: 3000 }, (_, index) => index));
    });
  });

  test("values come back so that nothing is lost", async () => {
    await connected(async (connection) => {
      const [row] = await connection.query(`SELECT 9007199254740993 AS bigint, 1.10::numeric AS numeric,
        '2026-01-02'::date AS date, '2026-01-02 03:04:05.123456'::timestamp AS moment, '1 day'::interval AS span,
        '{"a": [1]}'::jsonb AS json, true AS truth, 7 AS small, NULL AS nothing, ARRAY['a,"b', NULL] AS texts,
        ARRAY[1, 2] AS numbers, ARRAY[1::bigint] AS bigints, ARRAY['2026-01-02'::date] AS dates, '\\x0102'::bytea AS bytes`);
      expect(row).toEqual({
        bigint: "9007199254740993",
        numeric: "1.10",
        date: "2026-01-02",
        moment: "2026-01-02 03:04:05.123456",
        span: "1 day",
        json: { a: [1] },
        truth: true,
        small: 7,
        nothing: null,
        texts: ['a,"b', null],
        numbers: [1, 2],
        bigints: "{1}",
        dates: "{2026-01-02}",
        bytes: Buffer.from([1, 2]),
      });
    });
  });

  test("parameters arrive as they were given", async () => {
    await connected(async (connection) => {
      const list = ["a", null, 'q"\\,{}', "NULL", ""];
      const [row] = await connection.values(
        "SELECT $1::text, $2::int, $3::bool, $4::text[], $5::bytea, $6::bigint, $7::jsonb, $8::timestamptz = '2026-01-02Z', $9::text, $10::bool[]",
        [
          "é🎉",
          5,
          false,
          list,
          new Uint8Array([0, 255]),
          2n ** 60n,
          '{"b": null}',
          "2026-01-02T00:00:00Z",
          null,
          [true, false],
        ],
      );
      expect(row).toEqual([
        "é🎉",
        5,
        false,
        list,
        Buffer.from([0, 255]),
        String(2n ** 60n),
        { b: null },
        true,
        null,
        [true, false],
      ]);
    });
  });

  test("the error of a statement has the server's fields", async () => {
    await connected(async (connection) => {
      await connection.run("CREATE TEMP TABLE t (a int CONSTRAINT small CHECK (a < 3))");
      await expect(connection.run("INSERT INTO t VALUES (5)")).rejects.toMatchObject({
        name: "ServerError",
        code: "23514",
        fields: { table: "t", constraint: "small", detail: "Failing row contains (5)." },
      });
      await expect(connection.query("SELECT '🎉', nope")).rejects.toMatchObject({ fields: { position: 13 } });
    });
  });

  test("COPY that wants the client is refused, and the connection goes on", async () => {
    await connected(async (connection) => {
      await connection.run("CREATE TEMP TABLE t (a int)");
      await expect(connection.run("COPY t FROM STDIN")).rejects.toMatchObject({ code: "0A000" });
      await expect(connection.run("COPY t TO STDOUT")).rejects.toMatchObject({ code: "0A000" });
      expect(await connection.values("SELECT 1")).toEqual([[1]]);
    });
  });

  test("a running statement can be cancelled", async () => {
    await connected(async (connection) => {
      const sleeping = connection.run("SELECT pg_sleep(60)");
      setTimeout(() => void connection.cancel(), 100);
      await expect(sleeping).rejects.toMatchObject({ code: "57014" });
      expect(await connection.values("SELECT 1")).toEqual([[1]]);
    });
  });
});

describe("a lost connection stays lost", () => {
  test("every call under way and every later one rejects; nothing reconnects", async () => {
    const victim = await connect(`${url}?application_name=victim`);
    const calls = outcomes([
      victim.run("SELECT pg_sleep(60)"),
      ...Array.from({ length: 2000 }, () => victim.query("SELECT 1")),
    ]);
    await connected((other) => other.query("SELECT pg_terminate_backend($1)", [victim.processId]));
    expect(new Set(await calls)).toEqual(new Set(["CONNECTION_CLOSED"]));
    expect(victim.lost).toBe(true);
    expect(
      await outcomes([victim.query("SELECT 1"), victim.run("SELECT 1"), victim.values("SELECT $1", ["x"])]),
    ).toEqual(Array.from({ length: 3 }, () => "CONNECTION_CLOSED"));
    const there = await connected((other) =>
      other.values("SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'victim'"),
    );
    expect(there).toEqual([[0]]);
    await victim.close();
  });

  test("also when it was idle, and when the network cut it", async () => {
    const proxy = await proxyOf(url);
    const idle = await connect(proxy.url);
    proxy.cut();
    expect(await outcomes([idle.query("SELECT 1"), idle.query("SELECT $1", [1])])).toEqual([
      "CONNECTION_CLOSED",
      "CONNECTION_CLOSED",
    ]);
    expect(idle.lost).toBe(true);
    proxy.close();
  });

  test("after close every call rejects, and closing again is harmless", async () => {
    const connection = await connect(url);
    await connection.close();
    await connection.close();
    await connection.cancel();
    await expect(connection.query("SELECT 1")).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  });
});

test.each(MAJORS)("PostgreSQL %i", async (major) => {
  const database = await freshDatabase(major);
  await connected(async (connection) => {
    expect(Math.floor(connection.serverVersion / 10_000)).toBe(major);
    expect(await connection.values("SELECT $1::int, 'Z' < 'a' COLLATE \"default\", upper('é')", [major])).toEqual([
      [major, true, "É"],
    ]);
  }, database.url);
  await database.drop();
});
