import { setTimeout as sleep } from "node:timers/promises";
import { judgeNow, judgeRepeated } from "../afterwards.js";
import { readState } from "../database-state.js";
import { judgeEnd, judgeExit } from "../judge.js";
import type { Scenario } from "../scenario.js";
import { startStrata } from "../strata-process.js";
import { COURSES } from "../test-bed.js";

const SIGNALS = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const;

/** Signals that end a run, at points and at random times, sometimes twice. */
export const signal: Scenario = {
  name: "signal",
  summary: "SIGINT, SIGTERM and SIGHUP at points and random times; a second one forces",
  runs: { short: 3, long: 150 },
  async run(bed, { index, random }) {
    const course = random.pick(COURSES);
    const reference = await bed.reference(course);
    const { root: cwd } = await bed.workspace();
    const database = await bed.database(course);
    const [name, status] = SIGNALS[index % SIGNALS.length] ?? SIGNALS[0];
    const [atPoint, twice] = [random.chance(0.5), random.chance(0.25)];
    const point = random.pick(reference.points);
    try {
      const options = { cwd, url: database.url };
      const running = startStrata(reference.args, {
        ...options,
        failpoints: atPoint ? [{ event: point.event, nth: point.nth, action: name }] : [],
      });
      const delay = random.fraction() * reference.durationMs;
      void sleep(delay).then(() => (!atPoint || twice) && running.signal(name));
      if (twice) void sleep(delay + random.between(1, 50)).then(() => running.signal(name));
      const ended = await running.ended;
      // 0: it was over before. 9: a statement outside of a transaction has effects that the next run goes on from.
      const breaks = judgeExit(`the run with ${name}`, ended, status, 0, 9);
      if (ended.exitCode === 0) breaks.push(...judgeEnd(reference, await readState(database.url)));
      else breaks.push(...(await judgeNow(reference, database.url)));
      const state = await readState(database.url);
      if (ended.exitCode === 9 && state.intents === 0) breaks.push("exit 9, but nothing of a statement is left");
      breaks.push(...(await judgeRepeated(reference, options)));
      return { faults: [`${name}${twice ? " twice" : ""}`], breaks };
    } finally {
      await database.drop();
    }
  },
};
