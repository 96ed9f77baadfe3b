import { readState } from "./database-state.js";
import { judgeBetween, judgeEnd, judgeExit, settled } from "./judge.js";
import type { Reference } from "./reference.js";
import { runStrata } from "./strata-process.js";

/** What is wrong with a database that a fault was done to, once nothing is under way in it. */
export async function judgeNow(reference: Reference, url: string): Promise<string[]> {
  const waiting = await settled(url);
  return [...waiting, ...judgeBetween(reference, await readState(url))];
}

/** Runs the course's command once more, without faults; returns what is wrong then. */
export async function judgeRepeated(
  reference: Reference,
  options: { readonly cwd: string; readonly url: string },
): Promise<string[]> {
  const exit = judgeExit("the run without faults afterwards", await runStrata(reference.args, options), 0);
  const waiting = await settled(options.url);
  return [...exit, ...waiting, ...judgeEnd(reference, await readState(options.url))];
}
