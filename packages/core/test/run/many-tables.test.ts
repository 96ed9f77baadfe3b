import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../../src/usecases/run/migrate.js";
import { removeTestFolder, startTestCluster, testFolder } from "../support/cluster.js";
import { SYS_CORE_FOLDERS } from "../support/sys-core.js";
import { failure } from "./failure.js";
import { historyOf, objectsOf, rowsOf, valueOf, workspaceOf } from "./workspace.js";

const TABLE =
  "CREATE SCHEMA stock;\nCREATE TABLE stock.event (id bigint NOT NULL, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (id);\n";

/** Partitions by dynamic SQL: their number is what counts, not their text. */
function partitions(from: number, to: number): string {
  return `DO $$ BEGIN
  FOR i IN ${from}..${to} LOOP
    EXECUTE format('CREATE TABLE stock.event_%s PARTITION OF stock.event FOR VALUES FROM (%s) TO (%s)', i, i * 10, i * 10 + 10);
  END LOOP;
END $$;\n`;
}

test.each([15, 18] as const)(
  "PostgreSQL %i: partitions that one transaction has no locks for: the setting is named, nothing stays, several migrations make them",
  async (major) => {
    const folder = testFolder();
    onTestFinished(() => removeTestFolder(folder));
    const directory = join(folder, "few-locks");
    const first = await startTestCluster(directory, major);
    // The smallest lock table that the server makes.
    await rowsOf(first.url("postgres"), "ALTER SYSTEM SET max_locks_per_transaction = 10");
    await rowsOf(first.url("postgres"), "ALTER SYSTEM SET max_connections = 20");
    await first.stop();
    const url = (await startTestCluster(directory, major)).url("postgres");

    const down = { "down.sql": "DROP SCHEMA stock CASCADE;\n" };
    const whole = workspaceOf({
      stock: { migrations: { "20260101000000_event": { "up.sql": TABLE + partitions(0, 1499), ...down } } },
    });
    const error = await failure(migrate({ cwd: whole, url, allowProduction: true }));
    expect(error).toMatchObject({
      code: "SQL_FAILED",
      exitCode: 8,
      hint: expect.stringMatching(/max_locks_per_transaction.*split the migration.*restart/u),
      details: { sqlstate: "53200", place: { line: 5 } },
    });
    expect(await objectsOf(url)).toEqual([]);

    const parts = Array.from({ length: 15 }, (_, part) => [
      `202601010001${String(part).padStart(2, "0")}_part`,
      { "up.sql": partitions(part * 100, part * 100 + 99), "down.sql": "SELECT 1;\n" },
    ]);
    const split = workspaceOf({
      stock: { migrations: { "20260101000000_event": { "up.sql": TABLE, ...down }, ...Object.fromEntries(parts) } },
    });
    await migrate({ cwd: split, url, allowProduction: true });
    expect(await historyOf(url)).toHaveLength(SYS_CORE_FOLDERS.length + 16);
    expect(
      await valueOf(url, "SELECT count(*)::int AS n FROM pg_inherits WHERE inhparent = 'stock.event'::regclass"),
    ).toBe(1500);
  },
  180_000,
);
