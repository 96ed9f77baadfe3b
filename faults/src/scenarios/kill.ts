import { setTimeout as sleep } from "node:timers/promises";
import { judgeNow, judgeRepeated } from "../afterwards.js";
import type { Failpoint, Told } from "../failpoint.js";
import { judgeExit } from "../judge.js";
import { randomOf } from "../random.js";
import type { Reference } from "../reference.js";
import type { Scenario } from "../scenario.js";
import { runStrata, startStrata } from "../strata-process.js";
import { COURSES, type TestBed } from "../test-bed.js";

/** SIGKILL at every point of the command's course and at random times, on the way up and on the way back. */
export const kill: Scenario = {
  name: "kill",
  summary: "SIGKILL at failpoints and random times, up and down, then the same command again",
  runs: { short: 40, long: 1_000 },
  async run(bed, { index, random }) {
    const course = random.pick(COURSES);
    const reference = await bed.reference(course);
    const { root: cwd } = await bed.workspace();
    const database = await bed.database(course);
    try {
      const breaks: string[] = [];
      const point = pointOf(bed, reference, index);
      const options = { cwd, url: database.url };
      const first = startStrata(reference.args, { ...options, failpoints: failpointsOf(point) });
      if (point === undefined) void sleep(random.fraction() * reference.durationMs).then(() => first.signal("SIGKILL"));
      // It may have been faster than the time.
      breaks.push(...judgeExit("the killed run", await first.ended, 137, ...(point === undefined ? [0] : [])));

      // Half of the runs look what the kill has left; the others come while the old backend may still be at work.
      if (random.chance(0.5)) breaks.push(...(await judgeNow(reference, database.url)));
      if (random.chance(0.25)) {
        const again = random.pick(reference.points);
        const second = await runStrata(reference.args, { ...options, failpoints: failpointsOf(again) });
        breaks.push(...judgeExit("the run after it, also killed", second, 137, 0));
      }
      breaks.push(...(await judgeRepeated(reference, options)));
      return { fault: point === undefined ? "at a random time" : point.event, breaks };
    } finally {
      await database.drop();
    }
  },
};

/** Of four runs one is killed at a time, one at any point, and two at points with a name; they take one after the other. */
function pointOf({ seed }: TestBed, { course, points }: Reference, index: number): Told | undefined {
  const order = randomOf(seed, "points", course.environment, course.direction).shuffle(points);
  const named = order.filter(({ event }) => !event.endsWith(" statement"));
  const round = Math.floor(index / 4);
  const chosen = [
    order[round % order.length],
    named[(2 * round) % named.length],
    named[(2 * round + 1) % named.length],
  ];
  return chosen[index % 4];
}

function failpointsOf(point: Told | undefined): Failpoint[] {
  return point === undefined ? [] : [{ event: point.event, nth: point.nth, action: "kill" }];
}
