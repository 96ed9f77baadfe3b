import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@strata/core/test-connection";
import { startPrimary } from "@strata/core/test-standby";
import { judgeNow, judgeRepeated } from "../afterwards.js";
import { judgeExit } from "../judge.js";
import type { Scenario } from "../scenario.js";
import { runStrata, startStrata } from "../strata-process.js";

const HARMS = [
  "backend terminated",
  "immediate restart",
  "read-only",
  "fast restart",
  "server killed",
  "too many connections",
] as const;

/** What happens to servers, each time on a server of the run's own. */
export const server: Scenario = {
  name: "server",
  summary: "a throw-away server restarted, killed, made read-only or filled up in the middle of a run",
  runs: { short: 3, long: 60 },
  parallel: 1,
  async run(bed, { index, random }) {
    // Nothing of this course depends on the server's identity, so it is judged by what it is on the shared one.
    const reference = await bed.reference({ environment: "production", direction: "up" });
    const { root: cwd } = await bed.workspace();
    const directory = join(bed.folder, `server-${index}`);
    // One that keeps what it has committed, also when it crashes.
    const start = () => startPrimary(directory, 18);
    const cluster = await start();
    const [url, admin] = [cluster.url("harmed"), cluster.url("postgres")];
    await execute(admin, "CREATE DATABASE harmed");
    const harm = HARMS[index % HARMS.length] ?? "fast restart";
    const options = { cwd, url };
    try {
      if (harm === "read-only") {
        await execute(admin, "ALTER DATABASE harmed SET default_transaction_read_only = on");
        const breaks = judgeExit("the run in a read-only database", await runStrata(reference.args, options), 5);
        await execute(admin, "ALTER DATABASE harmed RESET default_transaction_read_only");
        return { faults: [harm], breaks: [...breaks, ...(await judgeRepeated(reference, options))] };
      }
      if (harm === "too many connections") {
        await execute(admin, "ALTER SYSTEM SET max_connections = 12");
        await cluster.stop();
        await start();
        const crowd = await Promise.all(Array.from({ length: 12 }, () => connect(admin)));
        const breaks = judgeExit(
          "the run that finds no connection",
          await runStrata([...reference.args, "--retry-for", "2"], options),
          5,
        );
        await Promise.all(crowd.map((session) => session.close()));
        return { faults: [harm], breaks: [...breaks, ...(await judgeRepeated(reference, options))] };
      }
      const point = random.pick(reference.points.filter(({ backend }) => backend !== undefined));
      let comesBack: Promise<unknown> = Promise.resolve();
      const ended = await startStrata(reference.args, {
        ...options,
        hangMs: 60_000,
        failpoints: [{ event: point.event, nth: point.nth, action: "stop" }],
        onTold: async ({ backend = 0 }) => {
          if (harm === "backend terminated") return execute(admin, `SELECT pg_terminate_backend(${backend}, 10000)`);
          const postmaster = await parentOf(backend);
          process.kill(
            postmaster,
            harm === "fast restart" ? "SIGINT" : harm === "immediate restart" ? "SIGQUIT" : "SIGKILL",
          );
          while (await isThere(postmaster)) await sleep(20);
          // Half of the runs wake up while nobody answers.
          comesBack = sleep(random.chance(0.5) ? random.between(0, 1_000) : 0).then(start);
          if (random.chance(0.5)) await comesBack;
        },
      }).ended;
      await comesBack;
      const breaks = judgeExit(`the run with ${harm}`, ended, 0, 5, 8, 9);
      breaks.push(...(await judgeNow(reference, url)), ...(await judgeRepeated(reference, options)));
      return { faults: [`${harm}: exit ${ended.exitCode}`], breaks };
    } finally {
      await (await start()).stop();
    }
  },
};

async function execute(url: string, script: string): Promise<void> {
  const session = await connect(url, { applicationName: "faults" });
  try {
    await session.run(script);
  } finally {
    await session.close();
  }
}

/** The postmaster of a backend. */
async function parentOf(backend: number): Promise<number> {
  const stat = await readFile(`/proc/${backend}/stat`, "utf8");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

async function isThere(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // Nobody has waited for one that is a zombie.
  return stat !== "" && !/\) Z/.test(stat);
}
