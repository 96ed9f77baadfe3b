import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@strata/core/test-connection";
import { judgeNow, judgeRepeated } from "../afterwards.js";
import { judgeExit } from "../judge.js";
import type { Scenario } from "../scenario.js";
import { startStrata } from "../strata-process.js";
import { COURSES } from "../test-bed.js";

const INTERRUPTIONS = ["killed", "cancelled", "terminated", "SIGINT", "left alone"] as const;
/** A writer holds back the beginning of an index, an old snapshot its end. */
const BLOCKERS = ["writer", "old snapshot"] as const;

/** A statement outside of a transaction is held up by another session, and interrupted while it waits. */
export const concurrently: Scenario = {
  name: "concurrently",
  summary: "CREATE, DROP, REINDEX CONCURRENTLY and VACUUM interrupted while others hold them up",
  runs: { short: 4, long: 60 },
  async run(bed, { index, random }) {
    const course = random.pick(COURSES);
    const reference = await bed.reference(course);
    const { root: cwd } = await bed.workspace();
    const database = await bed.database(course);
    const blocker = await connect(database.url, { applicationName: "faults" });
    const [interruption, kind] = [INTERRUPTIONS[index % INTERRUPTIONS.length] ?? "killed", random.pick(BLOCKERS)];
    const point = random.pick(reference.points.filter(({ event }) => event === "before non-transactional statement"));
    try {
      const options = { cwd, url: database.url };
      const state = { over: false, waited: false, interrupted: Promise.resolve() };
      const running = startStrata(reference.args, {
        ...options,
        hangMs: 60_000,
        failpoints: [{ event: point.event, nth: point.nth, action: "stop" }],
        onTold: async ({ backend = 0 }) => {
          await blocker.run(kind === "writer" ? LOCK_ALL : "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
          state.interrupted = (async () => {
            state.waited = await waitsForLock(blocker, backend, () => state.over);
            if (interruption === "killed") running.signal("SIGKILL");
            if (interruption === "SIGINT") running.signal("SIGINT");
            if (interruption === "cancelled") await blocker.run(`SELECT pg_cancel_backend(${backend})`);
            if (interruption === "terminated") await blocker.run(`SELECT pg_terminate_backend(${backend})`);
            await sleep(random.between(0, 1_500));
            await blocker.run("ROLLBACK");
          })();
        },
      });
      const ended = await running.ended;
      state.over = true;
      await state.interrupted;
      const allowed = { killed: [137], SIGINT: [130, 9], cancelled: [8, 9], terminated: [5, 8, 9], "left alone": [] };
      const breaks = judgeExit("the interrupted run", ended, 0, ...allowed[interruption]);
      await blocker.close();
      breaks.push(...(await judgeNow(reference, database.url)), ...(await judgeRepeated(reference, options)));
      return {
        faults: [
          `${interruption}, ${state.waited ? `held up by ${kind === "writer" ? "a writer" : "an old snapshot"}` : "not held up"}`,
        ],
        breaks,
      };
    } finally {
      await blocker.close();
      await database.drop();
    }
  },
};

/** Locks every table as an open transaction does that has written to it. */
const LOCK_ALL = `BEGIN; DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('catalog', 'billing', 'staff', 'support') LOOP
    EXECUTE 'LOCK TABLE ' || name || ' IN ROW EXCLUSIVE MODE';
  END LOOP; END $$`;

/** Whether the backend comes to wait for a lock within a second, before the process is over. */
async function waitsForLock(
  session: Awaited<ReturnType<typeof connect>>,
  backend: number,
  over: () => boolean,
): Promise<boolean> {
  for (let tries = 0; tries < 50 && !over(); tries += 1) {
    const [row] = await session.values("SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = 'Lock'", [
      backend,
    ]);
    if (row !== undefined) return true;
    await sleep(20);
  }
  return false;
}
