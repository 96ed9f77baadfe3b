import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Cluster } from "../../src/embedded/cluster.js";
import { doctor } from "../../src/usecases/look/doctor.js";
import { showAudit } from "../../src/usecases/look/show-audit.js";
import { status } from "../../src/usecases/look/status.js";
import { verifyAudit } from "../../src/usecases/look/verify-audit.js";
import { waitUntilCurrent } from "../../src/usecases/look/wait-until-current.js";
import { makePlan } from "../../src/usecases/run/make-plan.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { removeTestFolder, testFolder } from "../support/cluster.js";
import { type Standby, startPrimary, startStandby } from "../support/standby.js";
import { addToTree } from "../support/temporary-tree.js";
import { SYS_CORE_FOLDERS } from "../support/sys-core.js";
import { failure } from "./failure.js";
import { createTable, historyOf, rowsOf, treeOf, workspaceOf } from "./workspace.js";

const FIRST = { stock: { migrations: { "20260101000000_a": createTable("stock", "a", true) } } };
const SECOND = { stock: { migrations: { "20260102000000_b": createTable("stock", "b") } } };
const THIRD = { stock: { migrations: { "20260103000000_c": createTable("stock", "c") } } };

describe.each([15, 18] as const)("on PostgreSQL %i", (major) => {
  const folder = testFolder();
  let primary: Cluster;
  let standby: Standby;
  beforeAll(async () => {
    primary = await startPrimary(join(folder, "primary"), major);
    await rowsOf(primary.url("postgres"), "CREATE DATABASE shop");
    standby = await startStandby(primary, join(folder, "standby"));
  }, 60_000);
  afterAll(() => removeTestFolder(folder));

  // One story: each test goes on where the one before stopped.
  test("a standby is looked at and not written to, promoted it is another timeline until a run has recorded it", async () => {
    const cwd = workspaceOf(FIRST);
    const [writer, reader] = [primary.url("shop"), standby.url("shop")];
    const refusedOnNothing = await failure(migrate({ cwd, url: reader, allowProduction: true }));
    expect(refusedOnNothing).toMatchObject({ code: "READ_ONLY", exitCode: 5 });
    await migrate({ cwd, url: writer, allowProduction: true });
    await standby.caughtUp();

    expect(await status({ cwd, url: reader })).toMatchObject({ current: true, findings: [] });
    expect((await migrate({ cwd, url: reader })).steps).toEqual([]);
    expect((await waitUntilCurrent({ cwd, url: reader })).current).toBe(true);
    expect((await verifyAudit({ cwd, url: reader })).breaks).toEqual([]);
    expect(await showAudit({ cwd, url: reader, limit: 10 })).toHaveLength(SYS_CORE_FOLDERS.length + 1);
    const { checks } = await doctor({ cwd, url: reader });
    expect(checks.find(({ name }) => name === "writing")?.detail).toContain("standby");

    addToTree(cwd, treeOf(SECOND));
    expect((await makePlan({ cwd, url: reader, direction: "up" })).steps).toHaveLength(1);
    const error = await failure(migrate({ cwd, url: reader, allowProduction: true }));
    expect(error).toMatchObject({ code: "READ_ONLY", exitCode: 5, details: { readOnly: { by: "standby" } } });
    expect(error.message).toContain("standby");
    const waiting = waitUntilCurrent({ cwd, url: reader, timeoutMs: 30_000 });
    await migrate({ cwd, url: writer, allowProduction: true });
    expect((await waiting).current).toBe(true);

    // The primary is lost before the standby has seen its last run.
    await standby.cutOff();
    addToTree(cwd, treeOf(THIRD));
    await migrate({ cwd, url: writer, allowProduction: true });
    await primary.stop();
    await standby.promote();
    const found = await status({ cwd, url: reader });
    expect(found.findings.map(({ code }) => code)).toEqual(["TIMELINE_CHANGED"]);
    expect((await migrate({ cwd, url: reader, allowProduction: true })).findings).toEqual(found.findings);
    expect((await status({ cwd, url: reader })).findings).toEqual([]);
    expect((await historyOf(reader)).slice(SYS_CORE_FOLDERS.length)).toEqual([
      "stock@20260101000000",
      "stock@20260102000000",
      "stock@20260103000000",
    ]);
    expect((await verifyAudit({ cwd, url: reader })).breaks).toEqual([]);
  }, 120_000);
});
