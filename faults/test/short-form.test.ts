/**
 * The short form: every kind of fault that npm packages alone can make, a few runs each. The long form, and what repeats
 * a run that breaks here, is `pnpm faults`: docs/FAULTS.md.
 */
import { afterAll, describe, expect, test } from "vitest";
import { replayOf, runOnce } from "../src/run-scenario.js";
import { scenarios } from "../src/scenarios.js";
import { TestBed } from "../src/test-bed.js";

const bed = new TestBed("short");
afterAll(() => bed.close());

for (const scenario of scenarios) {
  const { name, summary, runs, parallel = 2 } = scenario;
  // The reporter prints the name of what did not run.
  const leftOut = scenario.onlyLong ?? scenario.missing?.();
  describe.runIf(leftOut === undefined)(`${name}: ${leftOut ?? summary}`, { concurrent: parallel > 1 }, () => {
    for (let index = 0; index < Math.max(runs.short, 1); index += 1) {
      test(`run ${index}`, async () => {
        const { faults, breaks } = await runOnce(bed, scenario, index, { long: false, minutes: 0 });
        expect(breaks, `${faults.join(", ")}; ${replayOf(bed.seed, name, index)}`).toEqual([]);
      });
    }
  });
}
