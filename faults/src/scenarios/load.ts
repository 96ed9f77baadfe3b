import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@strata/core/test-connection";
import { judgeExit } from "../judge.js";
import { type Random, randomOf } from "../random.js";
import type { Scenario } from "../scenario.js";
import { startStrata } from "../strata-process.js";
import { writeLoadWorkspace } from "../load-workspace.js";

/** strata's default lock_timeout, and what a step may take once it has its locks, on a busy machine. */
const BUDGET_MS = 2_000 + 1_000;
const SHORT_READERS = 4;
const LONG_READERS = 2;

/** Readers, short ones all the time and long ones, while their tables are changed again and again. */
export const load: Scenario = {
  name: "load",
  summary: "short and long readers of the tables that strata changes up and down all the time",
  onlyLong: "only the long form runs for minutes",
  runs: { short: 0, long: 1 },
  async run(bed, { index, random, minutes }) {
    const database = await bed.emptyDatabase();
    const cwd = bed.newFolder(`load-${index}`);
    writeLoadWorkspace(cwd);
    const over = AbortSignal.timeout(minutes * 60_000);
    const strata = new Set<number>();
    const measured = {
      "short queries": 0,
      "long queries": 0,
      "runs of strata that succeeded": 0,
      "runs of strata that gave up": 0,
      "longest wait for a lock of strata, ms": 0,
      "longest short query, ms": 0,
    };
    const breaks: string[] = [];
    const migrate = async (): Promise<void> => {
      for (let up = true; !over.aborted;) {
        const running = startStrata(up ? ["up"] : ["down", "--steps", "2"], {
          cwd,
          url: database.url,
          hangMs: 180_000,
          failpoints: [{ event: "after connect", action: "tell" }],
          onTold: ({ backend = 0 }) => void strata.add(backend),
        });
        const ended = await running.ended;
        // 4: the readers were in the way for as long as it is tried again; then the next run tries it.
        breaks.push(...judgeExit("strata under load", ended, 0, 4));
        measured[ended.exitCode === 0 ? "runs of strata that succeeded" : "runs of strata that gave up"] += 1;
        if (ended.exitCode === 0) up = !up;
      }
    };
    const read = async (long: boolean, own: Random): Promise<void> => {
      const session = await connect(database.url, { applicationName: "reader" });
      while (!over.aborted) {
        const started = performance.now();
        const table = own.pick(["item", "person"]);
        if (long) {
          await session.run(
            `BEGIN; SELECT count(*) FROM load.${table}; SELECT pg_sleep(${own.between(1, 20)}); COMMIT`,
          );
          measured["long queries"] += 1;
        } else {
          await session.run(`SELECT * FROM load.${table} WHERE id = ${own.between(1, 5_000)}`);
          measured["short queries"] += 1;
          measured["longest short query, ms"] = Math.max(
            measured["longest short query, ms"],
            performance.now() - started,
          );
        }
        await sleep(long ? own.between(0, 4_000) : 5);
      }
      await session.close();
    };
    const watch = async (): Promise<void> => {
      const session = await connect(database.url, { applicationName: "faults" });
      while (!over.aborted) {
        const waiting = await session.query<{ pid: number; ms: number; blockers: number[] }>(WAITING);
        const because = waiting.filter(({ blockers }) => blockers.some((pid) => strata.has(pid)));
        for (const { ms } of because)
          measured["longest wait for a lock of strata, ms"] = Math.max(
            measured["longest wait for a lock of strata, ms"],
            ms,
          );
        await sleep(50);
      }
      await session.close();
    };
    try {
      const first = await startStrata(["up", "--to", "20260101000000"], { cwd, url: database.url }).ended;
      breaks.push(...judgeExit("the first run", first, 0));
      const readers = Array.from({ length: SHORT_READERS + LONG_READERS }, (_, number) =>
        read(number >= SHORT_READERS, randomOf(random.fraction(), number)),
      );
      await Promise.all([migrate(), watch(), ...readers]);
      if (measured["longest wait for a lock of strata, ms"] > BUDGET_MS)
        breaks.push(
          `a query waited ${Math.round(measured["longest wait for a lock of strata, ms"])} ms for a lock of strata; the budget is ${BUDGET_MS} ms`,
        );
      if (measured["runs of strata that succeeded"] === 0) breaks.push("no run of strata succeeded");
      return { faults: [`${minutes} minutes of readers`], breaks, measured };
    } finally {
      await database.drop();
    }
  },
};

/** Who waits for a lock, for how long, and for whom; for those who hold it and those who stand before him in the queue. */
const WAITING = `
  SELECT l.pid, extract(epoch FROM clock_timestamp() - l.waitstart)::float8 * 1000 AS ms, pg_blocking_pids(l.pid) AS blockers
    FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
   WHERE NOT l.granted AND l.waitstart IS NOT NULL AND a.application_name = 'reader' AND a.datname = current_database()`;
