import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { connect } from "../../src/postgres/connect.js";
import type { Connection } from "../../src/postgres/connection.js";
import { probePooling } from "../../src/postgres/pooler-probe.js";
import { freshDatabase } from "../support/cluster.js";
import { proxyOf } from "../support/proxy.js";
import { type PoolerOptions, startPooler } from "../support/transaction-pooler.js";

/** Of the three kinds that matter most; of the variants a tenth. */
const TRIALS = 50;
const FEW = TRIALS / 10;

let url: string;
beforeAll(async () => {
  const database = await freshDatabase();
  url = database.url;
  return database.drop;
});

/** What the probe finds in as many trials, each from connecting on, and how many second connections it opened. */
async function probe(through: string, trials = FEW): Promise<{ found: Set<string>; seconds: number }> {
  const found = new Set<string>();
  let seconds = 0;
  for (let trial = 0; trial < trials; trial++) {
    const first = await connect(through);
    found.add(
      await probePooling(first, () => {
        seconds += 1;
        return connect(through);
      }),
    );
    await first.close();
  }
  return { found, seconds };
}

async function pooler(options: PoolerOptions): Promise<string> {
  const started = await startPooler(url, options);
  onTestFinished(() => started.close());
  return started.url;
}

describe("a pooler that takes sessions apart is found every time", () => {
  test.each<PoolerOptions>([
    { mode: "transaction" },
    { mode: "transaction", size: 1 },
    { mode: "transaction", opened: 5 },
    { mode: "transaction", opened: 2, size: 2, choice: "longest free" },
    { mode: "transaction", choice: "longest free" },
    { mode: "transaction", opened: 5, choice: "random" },
    { mode: "transaction", opened: 5, keys: "server" },
    { mode: "transaction", opened: 3, size: 3, choice: "longest free", keys: "server" },
  ])("%o", async (options) => {
    expect((await probe(await pooler(options))).found).toEqual(new Set(["transaction"]));
  });

  test("in fifty trials", async () => {
    const through = await pooler({ mode: "transaction", opened: 3 });
    expect((await probe(through, TRIALS)).found).toEqual(new Set(["transaction"]));
  });

  test("while other clients use it", async () => {
    const through = await pooler({ mode: "transaction", size: 4 });
    const others = await Promise.all([connect(through), connect(through), connect(through)]);
    let busy = true;
    const work = others.map(async (other) => {
      while (busy) await other.values("SELECT pg_sleep(0.001)");
    });
    expect((await probe(through)).found).toEqual(new Set(["transaction"]));
    busy = false;
    await Promise.all([...work, ...others.map((other) => other.close())]);
  });

  test("that pools statements", async () => {
    expect((await probe(await pooler({ mode: "statement" }))).found).toEqual(new Set(["transaction"]));
  });

  test("that pools statements, and whose clients always meet other backends than each other", async () => {
    const [one, other] = [await pooler({ mode: "statement" }), await pooler({ mode: "statement" })];
    const first = await connect(one);
    onTestFinished(() => first.close());
    expect(await probePooling(first, () => connect(other))).toBe("statement");
  });
});

describe("a session of its own is never accused", () => {
  test("over TCP, which needs no second connection", async () => {
    expect(await probe(url, TRIALS)).toEqual({ found: new Set(["own"]), seconds: 0 });
  });

  test("over TCP through something that changes addresses", async () => {
    const proxy = await proxyOf(url);
    onTestFinished(() => proxy.close());
    expect(await probe(proxy.url)).toEqual({ found: new Set(["own"]), seconds: FEW });
  });

  test.each<PoolerOptions>([
    { mode: "session", opened: 5, choice: "longest free" },
    { mode: "session", opened: 5, choice: "random", keys: "server" },
  ])("by a pool of %o", async (options) => {
    expect(await probe(await pooler(options))).toEqual({ found: new Set(["own"]), seconds: FEW });
  });

  test("by a pool of sessions, in fifty trials", async () => {
    const through = await pooler({ mode: "session" });
    expect(await probe(through, TRIALS)).toEqual({ found: new Set(["own"]), seconds: TRIALS });
  });

  test("where the second connection is cut when a transaction begins", async () => {
    const [proxy, cutting] = [await proxyOf(url), await proxyOf(url)];
    onTestFinished(() => [proxy, cutting].forEach((one) => one.close()));
    const first = await connect(proxy.url);
    onTestFinished(() => first.close());
    let opened = 0;
    const second = async (): Promise<Connection> => {
      opened += 1;
      if (opened > 1) return connect(proxy.url);
      const connection = await connect(cutting.url);
      const run = connection.run.bind(connection);
      connection.run = (script) => {
        cutting.cut();
        return run(script);
      };
      return connection;
    };
    expect([await probePooling(first, second), opened]).toEqual(["own", 2]);
  });

  test("where the second connection is refused", async () => {
    const proxy = await proxyOf(url);
    onTestFinished(() => proxy.close());
    const first = await connect(proxy.url);
    onTestFinished(() => first.close());
    const refused = (): Promise<Connection> => connect("postgres://postgres@127.0.0.1:1/none");
    expect(await probePooling(first, refused)).toBe("own");
  });
});

test("a pool of one session, whose mode nobody can tell, is told to make room", async () => {
  const through = await pooler({ mode: "session", size: 1 });
  const first = await connect(through);
  onTestFinished(() => first.close());
  await expect(probePooling(first, () => connect(through))).rejects.toMatchObject({
    code: "TOO_MANY_CONNECTIONS",
    exitCode: 5,
  });
});
