import { describe, expect, test } from "vitest";
import { detectDrift } from "../../src/usecases/drift/detect-drift.js";
import { rowsOf } from "../run/workspace.js";
import { driftingDatabase } from "./drifting-database.js";
import { CHANGES } from "./hand-made-changes.js";

describe.each([15, 18] as const)("on PostgreSQL %i", (major) => {
  test("every kind of change by hand is found, told in words and attributed; without one nothing is", async () => {
    const { cwd, copy } = await driftingDatabase(major);
    const untouched = await detectDrift({ cwd, url: await copy() });
    expect(untouched).toMatchObject({ against: "stored", drift: [], unclaimed: [], orders: [], findings: [] });
    expect(untouched.storedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const changes = major === 18 ? CHANGES : CHANGES.filter((_, index) => index % 4 === 0);
    const wrong: unknown[] = [];
    for (const [statement, module, told] of changes) {
      const url = await copy();
      try {
        await rowsOf(url, statement);
        const { drift, findings } = await detectDrift({ cwd, url });
        const messages = findings.map(({ code, message }) => `${code} ${message}`);
        const found = findings.some(
          (one) => one.code === "DRIFT" && one.module === module && one.message.includes(told),
        );
        const others = drift.filter((one) => one.module !== module);
        if (!found || others.length > 0) wrong.push({ statement, told, messages, others });
      } catch (error) {
        wrong.push({ statement, error: String(error) });
      }
    }
    expect(wrong).toEqual([]);
    expect(CHANGES.length).toBeGreaterThan(60);
  }, 120_000);
});
