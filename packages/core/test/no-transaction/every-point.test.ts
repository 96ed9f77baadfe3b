import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import type { RunOptions } from "../../src/usecases/options.js";
import { failure } from "../run/failure.js";
import { historyOf, rowsOf, valueOf } from "../run/workspace.js";
import { freshDatabase, sharedCluster } from "../support/cluster.js";
import { type Crash, crashBehind } from "./crash.js";
import { outside, stockWith, VERSION } from "./stock.js";

const PARTITIONED = `CREATE TABLE stock.move (at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE stock.move_old PARTITION OF stock.move FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE INDEX item_name ON stock.item (name);
`;
const UP = outside(
  "INSERT INTO stock.item VALUES (4, 'cog', 'b')",
  "CREATE INDEX CONCURRENTLY item_place ON stock.item (place)",
  "DROP INDEX CONCURRENTLY stock.item_name",
  "ALTER TABLE stock.move DETACH PARTITION stock.move_old CONCURRENTLY",
  "REINDEX TABLE CONCURRENTLY stock.item",
  "VACUUM stock.item",
);
const DOWN = outside(
  "ALTER TABLE stock.move ATTACH PARTITION stock.move_old FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
  "ALTER TABLE stock.move_old DROP CONSTRAINT move_old_at_check",
  "CREATE INDEX CONCURRENTLY item_name ON stock.item (name)",
  "DROP INDEX CONCURRENTLY stock.item_place",
  "DELETE FROM stock.item WHERE id = 4",
);

/** A copy of a database that nobody is connected to. */
async function copyOf(url: string): Promise<{ url: string; drop: () => Promise<void> }> {
  const template = new URL(url).pathname.slice(1);
  const maintenance = (await sharedCluster()).url("postgres");
  const name = `${template}_${Math.random().toString(36).slice(2)}`;
  await rowsOf(maintenance, `CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  const here = new URL(url);
  here.pathname = `/${name}`;
  return {
    url: here.href,
    drop: async () => void (await rowsOf(maintenance, `DROP DATABASE ${name} WITH (FORCE)`)),
  };
}

const applied = (history: readonly string[]): boolean => history.includes(`stock@${VERSION}`);

/** Everything that a run leaves, but for times and the audit of failures. */
async function stateOf(url: string): Promise<unknown> {
  return {
    indexes: await rowsOf(
      url,
      `SELECT pg_get_indexdef(indexrelid) AS index, indisvalid, indisready, indislive FROM pg_index
        WHERE indrelid::regclass::text LIKE 'stock.%' ORDER BY 1`,
    ),
    partitions: await rowsOf(url, "SELECT inhrelid::regclass::text, inhdetachpending FROM pg_inherits ORDER BY 1"),
    constraints: await rowsOf(
      url,
      `SELECT conrelid::regclass::text, pg_get_constraintdef(oid) AS def FROM pg_constraint
        WHERE conrelid::regclass::text LIKE 'stock.%' ORDER BY 1, 2`,
    ),
    history: await historyOf(url),
    audit: await rowsOf(
      url,
      "SELECT event, module, version FROM sys_core.migration_audit WHERE event <> 'failed' ORDER BY id",
    ),
    intents: await rowsOf(url, "SELECT * FROM sys_core.intent"),
    items: await rowsOf(url, "SELECT * FROM stock.item ORDER BY id"),
  };
}

/** Calls behind which the database or the server's session is another than before. */
const CHANGES =
  /^(?:COMMIT|(?:INSERT INTO|UPDATE) sys_core\.intent|(?:CREATE|DROP) INDEX|ALTER|REINDEX|VACUUM|INSERT|DELETE)/;

test.each(["up", "down"] as const)(
  "killed behind any call of a way %s that changes something, the next run ends where a clean one does",
  { timeout: 600_000 },
  async (direction) => {
    const prepared = await freshDatabase();
    onTestFinished(prepared.drop);
    const cwd = stockWith({ "up.sql": UP, "down.sql": DOWN }, PARTITIONED);
    const run = (options: Partial<RunOptions> & { url: string }) => {
      const all = { cwd, allowProduction: true, ...options };
      return direction === "up" ? migrate(all) : rollBack({ ...all, module: "stock", steps: 1 });
    };
    const start = { cwd, url: prepared.url, allowProduction: true };
    await migrate(direction === "up" ? { ...start, to: "20260101000000" } : start);

    const clean = await copyOf(prepared.url);
    onTestFinished(clean.drop);
    const counting = crashBehind(() => false);
    await run({ url: clean.url, connect: counting.connect });
    const expected = await stateOf(clean.url);
    const first = counting.sent.findIndex((text) => text.includes("INSERT INTO sys_core.intent"));
    const points = counting.sent.flatMap((text, index) => (index >= first && CHANGES.test(text) ? [index] : []));
    // The step has ended then, and what goes wrong with storing the snapshot is a finding.
    const storing = counting.sent.findLastIndex((text) => text.includes("'strata snapshot'"));
    expect(first).toBeGreaterThan(0);
    expect(storing).toBeGreaterThan(first);
    expect(points.length).toBeGreaterThan(20);

    for (const point of points) {
      const copy = await copyOf(prepared.url);
      const crash: Crash = crashBehind((_, index) => index === point);
      const where = `behind ${point}: ${counting.sent[point]?.slice(0, 80)}`;
      try {
        const running = run({ url: copy.url, connect: crash.connect, retryMs: 0 });
        if (point > storing) {
          expect((await running).findings, where).toMatchObject([{ code: "SNAPSHOT_NOT_STORED" }]);
        } else {
          const error = await failure(running);
          expect(["PARTLY_DONE", "CONNECTION_LOST", "COMMIT_UNKNOWN"], where).toContain(error.code);
        }
        if (applied(await historyOf(copy.url)) !== (direction === "up")) await run({ url: copy.url });
        expect(await stateOf(copy.url), where).toEqual(expected);
      } finally {
        await copy.drop();
      }
    }
  },
);

test("a run whose connection is cut in the middle goes on by itself over a new one", async () => {
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  const cwd = stockWith({ "up.sql": UP, "down.sql": DOWN }, PARTITIONED);
  const crash = crashBehind((text) => text.startsWith("CREATE INDEX CONCURRENTLY"));
  await migrate({ cwd, url, allowProduction: true, connect: crash.connect });
  expect(await valueOf(url, "SELECT count(*)::int FROM stock.item")).toBe(4);
  expect(await historyOf(url)).toContain(`stock@${VERSION}`);
});
