import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../../src/usecases/run/migrate.js";
import { failure } from "../run/failure.js";
import { emptyDatabase, rowsOf, valueOf } from "../run/workspace.js";
import { connect } from "../support/cluster.js";
import { DOWN, outside, PLACE, stockWith } from "./stock.js";

test("a build that waits for an old snapshot is waited for, readers and writers go on, and an interruption leaves nothing invalid", async () => {
  const options = {
    cwd: stockWith({ "up.sql": outside(PLACE), "down.sql": DOWN }),
    url: await emptyDatabase(),
    allowProduction: true,
  };
  await migrate({ ...options, to: "20260101000000" });
  const old = await connect(options.url);
  onTestFinished(() => old.close());
  await old.run("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT * FROM stock.item");
  const stop = new AbortController();
  const interrupted = failure(migrate({ ...options, signal: stop.signal }));
  await untilBuilding(options.url);
  await rowsOf(options.url, "UPDATE stock.item SET name = 'screw' WHERE id = 1");
  stop.abort();
  expect(await interrupted).toMatchObject({ code: "INTERRUPTED" });
  // Its drop waits for whoever reads the table; what is left is for the next run.
  await old.run("ROLLBACK");
  await old.run("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM pg_class");
  const running = migrate(options);
  await untilBuilding(options.url);
  expect(await rowsOf(options.url, "SELECT count(*)::int AS items FROM stock.item")).toEqual([{ items: 3 }]);
  await old.run("COMMIT");
  expect((await running).steps).toHaveLength(1);
  expect(
    await valueOf(options.url, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'stock.item_place'::regclass"),
  ).toBe(true);
  expect(await rowsOf(options.url, "SELECT 1 FROM pg_index WHERE NOT indisvalid")).toEqual([]);
});

test("a build waits for older transactions as long as it takes, unless its header says for how long", async () => {
  const url = await emptyDatabase();
  const patient = { cwd: stockWith({ "up.sql": outside(PLACE), "down.sql": DOWN }), url, allowProduction: true };
  await migrate({ ...patient, to: "20260101000000" });
  const old = await connect(url);
  onTestFinished(() => old.close());
  await old.run("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1 FROM pg_class");

  const files = { "up.sql": `-- strata: lock-timeout 50ms\n${outside(PLACE)}`, "down.sql": DOWN };
  const error = await failure(migrate({ ...patient, cwd: stockWith(files), retryMs: 0 }));
  expect(error).toMatchObject({ code: "LOCK_TIMEOUT", exitCode: 4 });
  expect(await rowsOf(url, "SELECT * FROM sys_core.intent")).toEqual([]);
  expect(await rowsOf(url, "SELECT 1 FROM pg_index WHERE NOT indisvalid")).toEqual([]);

  // Longer than any other statement of a step would wait; others find the lock of strata taken meanwhile, or wait for it.
  const running = [migrate(patient), migrate(patient), migrate(patient)];
  const waited = `SELECT count(*)::int FROM pg_locks l JOIN pg_stat_activity USING (pid) WHERE query LIKE 'CREATE INDEX%'
    AND datname = current_database() AND NOT granted AND clock_timestamp() - waitstart > interval '2500 ms'`;
  while ((await valueOf(url, waited)) !== 1);
  await old.run("COMMIT");
  const results = await Promise.all(running);
  expect(results.flatMap(({ steps }) => steps)).toHaveLength(1);
});

/** Waits until the build of the index has begun and waits for others. */
async function untilBuilding(url: string): Promise<void> {
  for (;;) {
    const waiting = await valueOf(
      url,
      "SELECT count(*)::int FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE INDEX%' AND wait_event_type = 'Lock'",
    );
    if (waiting === 1) return;
  }
}
