import { join } from "node:path";
import { connect } from "@strata/core/test-connection";
import { startPrimary, startStandby } from "@strata/core/test-standby";
import { judgeNow, judgeRepeated } from "../afterwards.js";
import { judgeExit } from "../judge.js";
import type { Scenario } from "../scenario.js";
import { runStrata, startStrata } from "../strata-process.js";

/** A standby is refused; a fail-over that loses the newest transactions leaves a database that the next run goes on from. */
export const standby: Scenario = {
  name: "standby",
  summary: "a standby is refused; asynchronous fail-over in the middle of a run loses its tail",
  runs: { short: 1, long: 12 },
  parallel: 1,
  async run(bed, { index, random }) {
    const reference = await bed.reference({ environment: "production", direction: "up" });
    const { root: cwd } = await bed.workspace();
    const primary = await startPrimary(join(bed.folder, `primary-${index}`));
    const setUp = await connect(primary.url("postgres"));
    await setUp.run("CREATE DATABASE harmed");
    await setUp.close();
    const follower = await startStandby(primary, join(bed.folder, `standby-${index}`));
    await follower.caughtUp();
    try {
      const url = follower.url("harmed");
      const breaks = judgeExit("the run on a standby", await runStrata(reference.args, { cwd, url }), 5);

      // The standby hears nothing from one point on, and the primary dies at a later one.
      const commits = reference.points.filter(({ event }) => event === "after COMMIT").length;
      const deaf = random.between(1, commits - 1);
      const dies = random.between(deaf + 1, commits);
      const ended = await startStrata([...reference.args, "--retry-for", "2"], {
        cwd,
        url: primary.url("harmed"),
        hangMs: 60_000,
        failpoints: [deaf, dies].map((nth) => ({ event: "after COMMIT", nth, action: "stop" as const })),
        onTold: async ({ nth }) => {
          if (nth === dies) return primary.stop();
          await follower.caughtUp();
          const session = await connect(follower.url("postgres"));
          await session.run("ALTER SYSTEM SET primary_conninfo = ''");
          await session.run("SELECT pg_reload_conf()");
          while ((await session.values("SELECT 1 FROM pg_stat_wal_receiver")).length > 0);
          await session.close();
        },
      }).ended;
      breaks.push(...judgeExit("the run whose server is gone", ended, 5, 8, 9, ...(dies === commits ? [0] : [])));
      await follower.promote();
      breaks.push(...(await judgeNow(reference, url)), ...(await judgeRepeated(reference, { cwd, url })));
      return { faults: ["standby refused", `fail-over, ${dies - deaf} transactions lost`], breaks };
    } finally {
      await follower.stop();
      await primary.stop();
    }
  },
};
