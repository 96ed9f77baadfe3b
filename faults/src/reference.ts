import type { Told } from "./failpoint.js";
import { type DatabaseState, readState } from "./database-state.js";
import { judgeEnd } from "./judge.js";
import { runStrata, startStrata } from "./strata-process.js";
import type { Course, Database } from "./test-bed.js";
import type { GeneratedWorkspace } from "./workspace.js";

/** What a clean run of a course looks like, and the only states that a database may be found in. */
export interface Reference {
  readonly course: Course;
  /** The command that runs it. */
  readonly args: readonly string[];
  /** States after each transaction and after each statement outside of one, the first and the last included. */
  readonly states: readonly DatabaseState[];
  readonly end: DatabaseState;
  /** Every point that a failpoint can be set to, in the order of the run. */
  readonly points: readonly Told[];
  readonly durationMs: number;
}

/** The command of a course. */
export function argumentsOf({ direction }: Course): readonly string[] {
  return direction === "up" ? ["up"] : ["down", "--all"];
}

/**
 * Runs a course without faults in two databases: stopped at each point where other sessions see something new, to read
 * the state there; and at full speed, to learn how long it takes. Both must end alike.
 */
export async function observeRun(
  course: Course,
  workspace: GeneratedWorkspace,
  [database, other]: readonly [Database, Database],
): Promise<Reference> {
  const args = argumentsOf(course);
  const states = [await readState(database.url)];
  const points: Told[] = [];
  const running = startStrata(args, {
    cwd: workspace.root,
    url: database.url,
    failpoints: [
      { event: "*", action: "tell" },
      { event: "after COMMIT", action: "stop" },
      { event: "after non-transactional statement", action: "stop" },
    ],
    hangMs: 120_000,
    onTold: async (told) => {
      points.push(told);
      if (told.stopped) states.push(await readState(database.url));
    },
  });
  const stopped = await running.ended;
  const fast = await runStrata(args, { cwd: workspace.root, url: other.url });
  for (const { exitCode, stdout, stderr } of [stopped, fast]) {
    if (exitCode !== 0) throw new Error(`strata ${args.join(" ")} fails without any fault:\n${stdout}${stderr}`);
  }
  const reference = { course, args, states, end: await readState(database.url), points, durationMs: fast.durationMs };
  const differences = judgeEnd(reference, await readState(other.url));
  if (differences.length > 0) throw new Error(`two clean runs differ:\n${differences.join("\n")}`);
  return reference;
}
