import { spawnSync } from "node:child_process";
import { judgeRepeated } from "../afterwards.js";
import { readState } from "../database-state.js";
import { judgeEnd, judgeExit } from "../judge.js";
import type { Scenario } from "../scenario.js";
import { runStrata } from "../strata-process.js";
import { COURSES } from "../test-bed.js";

/** Clocks of the client, as faketime reads them: https://github.com/wolfcw/libfaketime */
const CLOCKS = ["-400d", "+400d", "@2038-01-19 03:14:05", "@1999-12-31 23:59:58", "+0 x20", "+0 x0.2"] as const;

/** The client's clock is wrong, runs fast or slow, or comes to the end of 32 bits. */
export const clock: Scenario = {
  name: "clock",
  summary: "the client's clock is years off, passes 2038, runs fast or slow (libfaketime)",
  onlyLong: "needs Debian's faketime, which npm does not have",
  runs: { short: 0, long: 24 },
  missing: () => (spawnSync("faketime", ["--version"]).status === 0 ? undefined : "faketime is not installed"),
  async run(bed, { index, random }) {
    const course = random.pick(COURSES);
    const reference = await bed.reference(course);
    const { root: cwd } = await bed.workspace();
    const database = await bed.database(course);
    const now = CLOCKS[index % CLOCKS.length] ?? "+400d";
    try {
      const under = ["faketime", "--exclude-monotonic", "-f", now];
      const ended = await runStrata(reference.args, { cwd, url: database.url, under });
      const breaks = judgeExit(`the run at ${now}`, ended, 0);
      breaks.push(...judgeEnd(reference, await readState(database.url)));
      breaks.push(...(await judgeRepeated(reference, { cwd, url: database.url })));
      return { faults: [now], breaks };
    } finally {
      await database.drop();
    }
  },
};
