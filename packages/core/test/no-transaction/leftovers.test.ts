import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { failure } from "../run/failure.js";
import { historyOf, rowsOf, valueOf } from "../run/workspace.js";
import { connect, freshDatabase } from "../support/cluster.js";
import { outside, stockWith, VERSION } from "./stock.js";

const BOTH = [18, 15] as const;
const BEFORE = "20260101000000";
const PLACE = "CREATE INDEX CONCURRENTLY item_place ON stock.item (place)";
const DROP_PLACE = outside("DROP INDEX CONCURRENTLY IF EXISTS stock.item_place");

/** A database with everything before the migration under test. */
async function before(major: 15 | 18, up: string, down: string, first?: string) {
  const { url, drop } = await freshDatabase(major);
  onTestFinished(drop);
  const options = { cwd: stockWith({ "up.sql": up, "down.sql": down }, first), url, allowProduction: true };
  await migrate({ ...options, to: BEFORE });
  return options;
}

/** A session that holds up whoever waits for older snapshots, or for readers of a table. */
async function reader(url: string, query: string): Promise<() => Promise<void>> {
  const connection = await connect(url);
  onTestFinished(() => connection.close());
  await connection.run(`BEGIN ISOLATION LEVEL REPEATABLE READ; ${query}`);
  return () => connection.close();
}

/** Runs until the statement waits for a lock, then ends the backend: as a crash in the middle of it. */
async function killWhileWaiting(run: Promise<unknown>, url: string, statement: string): Promise<void> {
  const failing = failure(run);
  for (;;) {
    const [killed] = await rowsOf(
      url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
        AND query LIKE '${statement}%' AND wait_event_type = 'Lock'`,
    );
    if (killed !== undefined) break;
  }
  expect(["PARTLY_DONE", "CONNECTION_LOST"]).toContain((await failing).code);
}

const invalid = async (url: string): Promise<unknown[]> =>
  (await rowsOf(url, "SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid ORDER BY 1")).map(
    ({ name }) => name,
  );

test.each(BOTH)("an INVALID index of a killed build is dropped and built again on PostgreSQL %i", async (major) => {
  const options = await before(major, outside(PLACE), DROP_PLACE);
  const release = await reader(options.url, "SELECT count(*) FROM pg_class");
  await killWhileWaiting(migrate({ ...options, retryMs: 0 }), options.url, "CREATE INDEX");
  expect(await invalid(options.url)).toEqual(["stock.item_place"]);
  const oid = await valueOf(options.url, "SELECT 'stock.item_place'::regclass::oid::text");
  await release();
  await migrate(options);
  expect(await invalid(options.url)).toEqual([]);
  expect(await valueOf(options.url, "SELECT 'stock.item_place'::regclass::oid::text")).not.toBe(oid);
  expect(await historyOf(options.url)).toContain(`stock@${VERSION}`);
});

test("a killed build heals within the run that it belongs to", async () => {
  const options = await before(18, outside(PLACE), DROP_PLACE);
  const release = await reader(options.url, "SELECT count(*) FROM pg_class");
  const running = migrate(options);
  for (;;) {
    const [killed] = await rowsOf(
      options.url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
        AND query LIKE 'CREATE INDEX%' AND wait_event_type = 'Lock'`,
    );
    if (killed !== undefined) break;
  }
  await release();
  expect((await running).steps).toHaveLength(1);
  expect(await invalid(options.url)).toEqual([]);
});

test.each(BOTH)("a drop that was killed is finished on PostgreSQL %i", async (major) => {
  const options = await before(major, outside(PLACE), DROP_PLACE);
  await migrate(options);
  const release = await reader(options.url, "SELECT count(*) FROM stock.item");
  const down = { ...options, module: "stock", steps: 1 };
  await killWhileWaiting(rollBack({ ...down, retryMs: 0 }), options.url, "DROP INDEX");
  expect(await invalid(options.url)).toEqual(["stock.item_place"]);
  expect(await historyOf(options.url)).toContain(`stock@${VERSION}`);
  await release();
  await rollBack(down);
  expect(await valueOf(options.url, "SELECT to_regclass('stock.item_place')")).toBeNull();
});

test.each(BOTH)(
  "what a killed REINDEX leaves is dropped, TOAST included, and nobody else's, on PostgreSQL %i",
  async (major) => {
    const first = "CREATE INDEX item_name ON stock.item (name);\n";
    const options = await before(
      major,
      outside("REINDEX TABLE CONCURRENTLY stock.item"),
      outside("VACUUM stock.item"),
      first,
    );
    // What looks like a leftover and was there before is somebody else's.
    const failing = await connect(options.url);
    await failing.run("CREATE UNIQUE INDEX CONCURRENTLY other_ccnew ON stock.item (place)").catch(() => undefined);
    await failing.close();
    expect(await invalid(options.url)).toEqual(["stock.other_ccnew"]);
    const release = await reader(options.url, "SELECT count(*) FROM pg_class");
    await killWhileWaiting(migrate({ ...options, retryMs: 0 }), options.url, "REINDEX");
    const left = await invalid(options.url);
    expect(left).toContain("stock.item_name_ccnew");
    expect(left.filter((name) => String(name).startsWith("pg_toast."))).toHaveLength(1);
    await release();
    await migrate(options);
    expect(await invalid(options.url)).toEqual(["stock.other_ccnew"]);
  },
);

test.each(BOTH)("a DETACH that was killed is finalized on PostgreSQL %i", async (major) => {
  const options = await before(
    major,
    outside('ALTER TABLE stock.move DETACH PARTITION stock."Move\nold" CONCURRENTLY'),
    outside(
      `ALTER TABLE stock.move ATTACH PARTITION stock."Move\nold" FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')`,
    ),
    `CREATE TABLE stock.move (at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE stock."Move\nold" PARTITION OF stock.move FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');\n`,
  );
  const release = await reader(options.url, "SELECT count(*) FROM stock.move");
  await killWhileWaiting(migrate({ ...options, retryMs: 0 }), options.url, "ALTER TABLE");
  expect(await valueOf(options.url, "SELECT inhdetachpending FROM pg_inherits")).toBe(true);
  await release();
  await migrate(options);
  expect(await rowsOf(options.url, "SELECT * FROM pg_inherits WHERE inhparent = 'stock.move'::regclass")).toEqual([]);
  expect(await historyOf(options.url)).toContain(`stock@${VERSION}`);
});

test("a DETACH that somebody else has begun is not finished for them", async () => {
  const options = await before(
    18,
    outside("ALTER TABLE stock.move DETACH PARTITION stock.move_old CONCURRENTLY"),
    outside("SELECT 1"),
    `CREATE TABLE stock.move (at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE stock.move_old PARTITION OF stock.move FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');\n`,
  );
  const release = await reader(options.url, "SELECT count(*) FROM stock.move");
  const other = await connect(options.url);
  await other.run("SET lock_timeout = '50ms'");
  await other.run("ALTER TABLE stock.move DETACH PARTITION stock.move_old CONCURRENTLY").catch(() => undefined);
  await other.close();
  await release();
  for (let run = 0; run < 2; run++) {
    const error = await failure(migrate(options));
    expect(error).toMatchObject({ code: "SQL_FAILED", exitCode: 8 });
    expect(error.hint).toContain("FINALIZE");
    expect(
      await valueOf(options.url, "SELECT inhdetachpending FROM pg_inherits WHERE inhparent = 'stock.move'::regclass"),
    ).toBe(true);
  }
});

test("an index that somebody else made under the name is neither dropped nor taken for ours", async () => {
  const options = await before(18, outside("VACUUM stock.item", PLACE), DROP_PLACE);
  await rowsOf(options.url, "CREATE INDEX item_place ON stock.item (id)");
  const mine = await valueOf(options.url, "SELECT 'stock.item_place'::regclass::oid::text");
  const error = await failure(migrate(options));
  expect(error).toMatchObject({ code: "PARTLY_DONE", details: { sqlstate: "42P07" } });
  expect(await valueOf(options.url, "SELECT 'stock.item_place'::regclass::oid::text")).toBe(mine);
  expect(await failure(migrate(options))).toMatchObject({ code: "PARTLY_DONE" });
  await rowsOf(options.url, "DROP INDEX stock.item_place");
  await migrate(options);
  expect(await valueOf(options.url, "SELECT pg_get_indexdef('stock.item_place'::regclass)")).toContain("(place)");
});

test("an INVALID index of somebody else stays, and IF NOT EXISTS is not content with it", async () => {
  const options = await before(18, outside(PLACE.replace("item_place", "IF NOT EXISTS item_place")), DROP_PLACE);
  const other = await connect(options.url);
  await other.run("CREATE UNIQUE INDEX CONCURRENTLY item_place ON stock.item (place)").catch(() => undefined);
  await other.close();
  const error = await failure(migrate(options));
  expect(error).toMatchObject({ code: "INVALID_INDEX_THERE", exitCode: 8 });
  expect(await invalid(options.url)).toEqual(["stock.item_place"]);
  expect(await rowsOf(options.url, "SELECT * FROM sys_core.intent")).toEqual([]);
  await rowsOf(options.url, "DROP INDEX stock.item_place");
  await migrate(options);
  expect(
    await valueOf(options.url, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'stock.item_place'::regclass"),
  ).toBe(true);
});

test("an INVALID leftover that cannot be dropped now is said, and dropped by the next run", async () => {
  const options = await before(18, outside(PLACE.replace("CREATE", "CREATE UNIQUE")), DROP_PLACE);
  // The build does not wait for who has read the table, the drop does.
  const release = await reader(options.url, "SELECT count(*) FROM stock.item");
  const error = await failure(migrate({ ...options, retryMs: 0 }));
  expect(error).toMatchObject({ code: "PARTLY_DONE", exitCode: 9, details: { done: 0, sqlstate: "23505" } });
  expect(error.message).toContain("after 0 of 1 statements had been done and the next one had begun");
  expect(error.hint).toContain("the next run does that first");
  expect(await invalid(options.url)).toEqual(["stock.item_place"]);
  await release();
  await rowsOf(options.url, "DELETE FROM stock.item WHERE id = 2");
  await migrate(options);
  expect(await invalid(options.url)).toEqual([]);
});
