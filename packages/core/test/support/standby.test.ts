import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { connect } from "../../src/postgres/connect.js";
import { removeTestFolder, testFolder } from "./cluster.js";
import { startPrimary, startStandby } from "./standby.js";

test.each([15, 18] as const)("a standby of PostgreSQL %i follows and is promoted", async (major) => {
  const folder = testFolder();
  onTestFinished(() => removeTestFolder(folder));
  const primary = await startPrimary(join(folder, "primary"), major);
  const standby = await startStandby(primary, join(folder, "standby"));
  const writer = await connect(primary.url("postgres"));
  await writer.run("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
  await writer.close();
  await standby.caughtUp();
  const reader = await connect(standby.url("postgres"));
  expect(await reader.values("SELECT id FROM t")).toEqual([[1]]);
  await expect(reader.run("INSERT INTO t VALUES (2)")).rejects.toMatchObject({ code: "25006" });
  await primary.stop();
  await standby.promote();
  await reader.run("INSERT INTO t VALUES (2)");
  await reader.close();
});
