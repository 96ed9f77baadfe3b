import { startPooler } from "@strata/core/test-pooler";
import { readState } from "../database-state.js";
import { errorOf, judgeBetween, judgeEnd, judgeExit, settled } from "../judge.js";
import type { Scenario } from "../scenario.js";
import { runStrata } from "../strata-process.js";
import { COURSES } from "../test-bed.js";

const WAYS = ["transaction pooler", "statement pooler", "transaction pooler", "session pooler", "direct"] as const;

/** A pooler that gives every transaction another session is refused every time; nothing else is taken for one. */
export const pooler: Scenario = {
  name: "pooler",
  summary: "by way of a transaction-mode pooler (refused), a session-mode pooler and directly (accepted)",
  runs: { short: 5, long: 125 },
  async run(bed, { index, random }) {
    const course = random.pick(COURSES);
    const reference = await bed.reference(course);
    const { root: cwd } = await bed.workspace();
    const database = await bed.database(course);
    const way = WAYS[index % WAYS.length] ?? "direct";
    const pooled =
      way === "direct"
        ? undefined
        : await startPooler(database.url, {
            mode: way === "session pooler" ? "session" : way === "statement pooler" ? "statement" : "transaction",
            size: random.between(2, 6),
            opened: random.between(0, 2),
            choice: random.pick(["last used", "longest free", "random"]),
          });
    try {
      const ended = await runStrata(reference.args, { cwd, url: pooled?.url ?? database.url });
      const refused = way === "transaction pooler" || way === "statement pooler";
      const breaks = judgeExit(`the run by a ${way}`, ended, refused ? 5 : 0);
      if (refused && !/POOL/.test(errorOf(ended.stdout)?.code ?? ""))
        breaks.push(`the ${way} was not recognised: ${errorOf(ended.stdout)?.code ?? "no error"}`);
      await pooled?.close();
      breaks.push(...(await settled(database.url)));
      const state = await readState(database.url);
      breaks.push(...(refused ? judgeBetween(reference, state) : judgeEnd(reference, state)));
      return { faults: [way], breaks };
    } finally {
      await pooled?.close();
      await database.drop();
    }
  },
};
