import { setTimeout as sleep } from "node:timers/promises";
import { judgeRepeated } from "../afterwards.js";
import { readState } from "../database-state.js";
import { judgeEnd, judgeExit } from "../judge.js";
import type { Scenario } from "../scenario.js";
import { runStrata, startStrata } from "../strata-process.js";
import { COURSES } from "../test-bed.js";

/** A process that is stopped in the middle; its backend is ended meanwhile, another one does the work, and it wakes up. */
export const stale: Scenario = {
  name: "stale",
  summary: "SIGSTOP at a point, its backend terminated, another run does the work, SIGCONT",
  runs: { short: 2, long: 60 },
  async run(bed, { index, random, long }) {
    const course = random.pick(COURSES);
    const reference = await bed.reference(course);
    const { root: cwd } = await bed.workspace();
    const database = await bed.database(course);
    const [terminated, point] = [random.chance(0.75), random.pick(reference.points.filter((one) => one.backend))];
    // Once for as long as an operator looks at something else.
    const minute = long && index === 0;
    try {
      const options = { cwd, url: database.url };
      const breaks: string[] = [];
      const running = startStrata(reference.args, {
        ...options,
        hangMs: minute ? 120_000 : 60_000,
        failpoints: [{ event: point.event, nth: point.nth, action: "stop" }],
        onTold: async ({ backend }) => {
          await sleep(minute ? 60_000 : random.between(0, 300));
          if (!terminated) return;
          await bed.administer("postgres", `SELECT pg_terminate_backend(${backend ?? 0}, 10000)`);
          breaks.push(...judgeExit("the other run", await runStrata(reference.args, options), 0));
          breaks.push(...judgeEnd(reference, await readState(database.url)));
        },
      });
      const ended = await running.ended;
      // 6: what it was to do has been done by another run meanwhile.
      breaks.push(...judgeExit("the run that was stopped", ended, 0, ...(terminated ? [4, 5, 6, 8, 9] : [])));
      breaks.push(...(await judgeRepeated(reference, options)));
      return { faults: [terminated ? "backend terminated meanwhile" : "nothing happened meanwhile"], breaks };
    } finally {
      await database.drop();
    }
  },
};
