import { judgeNow, judgeRepeated } from "../afterwards.js";
import { COMMIT_MOMENTS, type Cut, cuttingProxy } from "../cutting-proxy.js";
import { readState } from "../database-state.js";
import { errorOf, judgeEnd, judgeExit, settled } from "../judge.js";
import type { Random } from "../random.js";
import type { Reference } from "../reference.js";
import type { Scenario } from "../scenario.js";
import { type Ended, runStrata } from "../strata-process.js";
import { COURSES } from "../test-bed.js";

/** A network that fails once: at COMMIT in two of three runs, else anywhere. What the command says of it is never wrong. */
export const cut: Scenario = {
  name: "cut",
  summary: "connection cut at COMMIT and at random bytes, silence and reset, every packet late",
  runs: { short: 5, long: 200 },
  async run(bed, { index, random }) {
    const course = random.pick(COURSES);
    const reference = await bed.reference(course);
    const { root: cwd } = await bed.workspace();
    const database = await bed.database(course);
    const chosen = cutOf(reference, index, random);
    const proxy = await cuttingProxy(database.url, chosen);
    try {
      const ended = await runStrata(reference.args, { cwd, url: proxy.url, hangMs: 60_000 });
      // 8: a statement failed and its step was rolled back. 9: a statement outside of a transaction has effects.
      const breaks = judgeExit("the run whose connection was cut", ended, 0, ...(proxy.done() ? [5, 8, 9] : []));
      breaks.push(...(await settled(database.url)), ...(await judgeWords(reference, ended, database.url)));
      if (ended.exitCode !== 0) breaks.push(...(await judgeNow(reference, database.url)));
      breaks.push(...(await judgeRepeated(reference, { cwd, url: database.url })));
      return { faults: [`${nameOf(chosen)}${proxy.done() ? "" : ", not reached"}: exit ${ended.exitCode}`], breaks };
    } finally {
      proxy.close();
      await database.drop();
    }
  },
};

function cutOf({ points }: Reference, index: number, random: Random): Cut {
  const commits = points.filter(({ event }) => event === "before COMMIT").length;
  // Large enough to reach the end of most runs.
  const position = random.between(1, 200 * points.length);
  if (index % 2 === 0)
    return {
      at: "commit",
      nth: random.between(1, commits),
      when: COMMIT_MOMENTS[(index / 2) % COMMIT_MOMENTS.length] ?? "sent",
    };
  if (index % 8 === 3) return { at: "silence", position: Math.ceil(position / 4), ms: random.between(500, 3_000) };
  if (index % 16 === 5) return { at: "delay", ms: random.between(1, 8) };
  return { at: "byte", of: random.pick(["client", "server"]), position };
}

function nameOf(cut: Cut): string {
  if (cut.at === "commit") return `COMMIT ${cut.when}`;
  return cut.at === "byte" ? `byte of the ${cut.of}` : cut.at;
}

/** What the command said against what the database holds. */
async function judgeWords(reference: Reference, { exitCode, stdout }: Ended, url: string): Promise<string[]> {
  const state = await readState(url);
  if (exitCode === 0) return judgeEnd(reference, state);
  const error = errorOf(stdout);
  const step = error?.details?.["step"];
  if (error === undefined) return ["it failed without an envelope that says why"];
  // An outcome that could not be told is called so; every other failure of a step says that the step was rolled back.
  if (typeof step !== "string" || error.code.startsWith("COMMIT_")) return [];
  const happened = reference.course.direction === "up" ? state.applied.includes(step) : !state.applied.includes(step);
  return happened ? [`${error.code} says that ${step} failed, and it is done`] : [];
}
