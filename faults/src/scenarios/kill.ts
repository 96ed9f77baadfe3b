import { setTimeout as sleep } from "node:timers/promises";
import { judgeNow, judgeRepeated } from "../afterwards.js";
import { judgeExit } from "../judge.js";
import { type Random, randomOf } from "../random.js";
import type { Reference } from "../reference.js";
import type { Scenario } from "../scenario.js";
import { startStrata } from "../strata-process.js";
import { COURSES, type TestBed } from "../test-bed.js";

/** How often one way is killed before it may come to its end. */
const KILLS = 4;

/** Where a process is killed: at the nth occurrence of an event, or after a time. */
type Place = { readonly event: string; readonly nth: number } | { readonly afterMs: number };

/** SIGKILL at every point of the command's course and at random times, on the way up and on the way back. */
export const kill: Scenario = {
  name: "kill",
  summary: "SIGKILL at failpoints and random times, up and down, and again in the runs after it",
  runs: { short: 15, long: 280 },
  async run(bed, { index, random }) {
    const course = COURSES[index % COURSES.length] ?? random.pick(COURSES);
    const reference = await bed.reference(course);
    const { root: cwd } = await bed.workspace();
    const database = await bed.database(course);
    try {
      const breaks: string[] = [];
      const faults: string[] = [];
      const options = { cwd, url: database.url };
      for (let kills = 0; kills < KILLS; kills += 1) {
        const place = kills === 0 ? pointOf(bed, reference, index) : laterPlace(reference, random);
        const running = startStrata(reference.args, {
          ...options,
          failpoints: "event" in place ? [{ ...place, action: "kill" }] : [],
        });
        if ("afterMs" in place) void sleep(place.afterMs).then(() => running.signal("SIGKILL"));
        const ended = await running.ended;
        // Only the first run is as long as a clean one: the others may be over before they are killed.
        const mayEnd = kills > 0 || "afterMs" in place;
        breaks.push(...judgeExit(`run ${kills + 1}, to be killed,`, ended, 137, ...(mayEnd ? [0] : [])));
        faults.push(ended.exitCode === 137 ? ("event" in place ? place.event : "at a random time") : "not reached");
        // Half of the runs look what the kill has left; the others come while the old backend may still be at work.
        if (random.chance(0.5)) breaks.push(...(await judgeNow(reference, database.url)));
      }
      breaks.push(...(await judgeRepeated(reference, options)));
      return { faults, breaks };
    } finally {
      await database.drop();
    }
  },
};

/** The points of a clean run one after the other; every second time one of those that have a name. */
function pointOf({ seed }: TestBed, { course, points }: Reference, index: number): Place {
  const random = randomOf(seed, "points", course.environment, course.direction);
  const round = Math.floor(index / COURSES.length);
  const from = round % 2 === 0 ? points : points.filter(({ event }) => !event.endsWith(" statement"));
  const order = random.shuffle(from);
  const { event, nth } = order[Math.floor(round / 2) % order.length] ?? random.pick(points);
  return { event, nth };
}

function laterPlace({ points, durationMs }: Reference, random: Random): Place {
  if (random.chance(0.4)) return { afterMs: random.fraction() * durationMs };
  return { event: random.pick(points).event, nth: random.between(1, 4) };
}
