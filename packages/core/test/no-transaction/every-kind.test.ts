import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { historyOf, rowsOf } from "../run/workspace.js";
import { freshDatabase } from "../support/cluster.js";
import { dumpSchema } from "../support/pg-dump.js";
import { outside, stockWith, VERSION } from "./stock.js";

const PARTITIONED = `CREATE TABLE stock.move (at date NOT NULL, note text) PARTITION BY RANGE (at);
CREATE TABLE stock.move_old PARTITION OF stock.move FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE stock.move_new PARTITION OF stock.move FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE INDEX move_note ON stock.move (note);
CREATE INDEX item_name ON stock.item (name);
`;

/** What goes up, and what takes exactly that back. */
const kinds: readonly (readonly [name: string, up: readonly string[], down: readonly string[]])[] = [
  [
    "CREATE and DROP INDEX CONCURRENTLY",
    ["CREATE INDEX CONCURRENTLY item_place ON stock.item (place)"],
    ["DROP INDEX CONCURRENTLY stock.item_place"],
  ],
  [
    "the other way round, names unqualified",
    ["DROP INDEX CONCURRENTLY item_name"],
    ["CREATE INDEX CONCURRENTLY item_name ON item (name)"],
  ],
  [
    "IF EXISTS and IF NOT EXISTS of what is so already",
    ["CREATE INDEX CONCURRENTLY IF NOT EXISTS item_name ON stock.item (place)"],
    ["DROP INDEX CONCURRENTLY IF EXISTS stock.nothing_of_the_name"],
  ],
  [
    "REINDEX of an index, of a table with its TOAST, of partitions",
    [
      "REINDEX INDEX CONCURRENTLY stock.item_name",
      "REINDEX (VERBOSE, CONCURRENTLY) TABLE item",
      "REINDEX TABLE CONCURRENTLY stock.move",
    ],
    ["REINDEX INDEX CONCURRENTLY stock.move_note"],
  ],
  [
    "DETACH PARTITION CONCURRENTLY",
    ["ALTER TABLE stock.move DETACH PARTITION stock.move_old CONCURRENTLY"],
    [
      "ALTER TABLE stock.move ATTACH PARTITION stock.move_old FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
      "ALTER TABLE stock.move_old DROP CONSTRAINT move_old_at_check",
    ],
  ],
  ["VACUUM in its forms", ["VACUUM stock.item", "VACUUM (FULL, ANALYZE) stock.item", "VACUUM"], ["VACUUM FREEZE item"]],
  [
    "statements with and without a transaction in one file, and rows that they need of each other",
    [
      "CREATE TABLE stock.tag (id integer, name text)",
      "INSERT INTO stock.tag SELECT n, 'tag ' || n FROM generate_series(1, 10) n",
      "CREATE UNIQUE INDEX CONCURRENTLY tag_id ON stock.tag (id)",
      "ALTER TABLE stock.tag ADD PRIMARY KEY USING INDEX tag_id",
      "DO $$ BEGIN PERFORM 1 FROM stock.tag; END $$",
    ],
    ["DROP TABLE stock.tag"],
  ],
  [
    "SET that holds for the statements after it",
    ["SET search_path = pg_catalog", "SET ROLE NONE", "CREATE INDEX CONCURRENTLY item_place ON stock.item (place)"],
    ["SET search_path = stock", "DROP INDEX CONCURRENTLY item_place"],
  ],
];

const runs = ([18, 15] as const).flatMap((major) =>
  kinds.map(([name, up, down]) => [name, major, { up, down }] as const),
);

test.for(runs)("%s on PostgreSQL %i: up, down and up again", async ([, major, { up, down }]) => {
  const { url, drop } = await freshDatabase(major);
  onTestFinished(drop);
  const cwd = stockWith({ "up.sql": outside(...up), "down.sql": outside(...down) }, PARTITIONED);
  const options = { cwd, url, allowProduction: true };
  await migrate({ ...options, to: "20260101000000" });
  const before = await dumpSchema(url);
  await migrate(options);
  const after = await dumpSchema(url);
  expect(await historyOf(url)).toContain(`stock@${VERSION}`);
  expect(await rowsOf(url, "SELECT * FROM sys_core.intent")).toEqual([]);

  await rollBack({ ...options, module: "stock", steps: 1 });
  expect(await dumpSchema(url)).toBe(before);
  expect(await historyOf(url)).not.toContain(`stock@${VERSION}`);
  await migrate(options);
  expect(await dumpSchema(url)).toBe(after);
  expect(await rowsOf(url, "SELECT * FROM sys_core.intent")).toEqual([]);
  expect(await rowsOf(url, "SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid")).toEqual([]);
});
