import { setTimeout as sleep } from "node:timers/promises";
import { judgeRepeated } from "../afterwards.js";
import { judgeExit } from "../judge.js";
import type { Random } from "../random.js";
import type { Reference } from "../reference.js";
import type { Scenario } from "../scenario.js";
import { type Ended, startStrata } from "../strata-process.js";
import { COURSES } from "../test-bed.js";

/** What becomes of one process of a crowd. */
type Fate = "left alone" | "killed" | "stopped for a while";

/** Many processes at once: one works, the others wait or give up; some of them are killed or stopped for a while. */
export const crowd: Scenario = {
  name: "crowd",
  summary: "2 to 50 processes of one command at once, some killed, some stopped for a while",
  runs: { short: 3, long: 20 },
  parallel: 1,
  async run(bed, { index, random, long }) {
    const course = random.pick(COURSES);
    const reference = await bed.reference(course);
    const { root: cwd } = await bed.workspace();
    const database = await bed.database(course);
    const size = long ? ([2, 50][index] ?? 20) : 5;
    try {
      const options = { cwd, url: database.url };
      const members = Array.from({ length: size }, () => fateOf(random));
      const ended = await Promise.all(members.map((fate) => member(fate, reference, options, random)));
      const breaks = ended.flatMap((end, number) => {
        const fate = members[number] ?? "left alone";
        // One that is to be killed may have had nothing to do.
        return judgeExit(`process ${number + 1} of ${size}, ${fate},`, end, 0, 4, ...(fate === "killed" ? [137] : []));
      });
      breaks.push(...(await judgeRepeated(reference, options)));
      return { faults: [`${size} processes`], breaks };
    } finally {
      await database.drop();
    }
  },
};

function fateOf(random: Random): Fate {
  if (random.chance(0.2)) return "killed";
  return random.chance(0.2) ? "stopped for a while" : "left alone";
}

async function member(
  fate: Fate,
  { args, points, durationMs }: Reference,
  options: { readonly cwd: string; readonly url: string },
  random: Random,
): Promise<Ended> {
  const [begins, stops, lasts] = [random.fraction() * 300, random.fraction() * durationMs, random.fraction() * 2_000];
  const point = random.pick(points);
  await sleep(begins);
  const running = startStrata([...args, "--lock-wait", "20"], {
    ...options,
    failpoints: fate === "killed" ? [{ event: point.event, nth: point.nth, action: "kill" }] : [],
  });
  if (fate === "stopped for a while") {
    await sleep(stops);
    running.signal("SIGSTOP");
    await sleep(lasts);
    running.signal("SIGCONT");
  }
  return running.ended;
}
