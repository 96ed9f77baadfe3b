import { setTimeout as sleep } from "node:timers/promises";
import { backendsOf, type DatabaseState } from "./database-state.js";
import type { Reference } from "./reference.js";
import { type Ended, HANG_MS } from "./strata-process.js";

/**
 * The oracle. It compares what is found in a database with what clean runs leave there; each function returns what is
 * wrong, in words, and nothing when the promise holds.
 */

/** At the end everything is as after a clean run, and each migration was applied or taken back once. */
export function judgeEnd({ end }: Reference, state: DatabaseState): string[] {
  return [
    ...difference("history", end.history, state.history),
    ...difference("catalog", end.catalog, state.catalog),
    ...difference("rows", end.rows, state.rows),
    ...difference("audited events", end.events, state.events),
    ...(state.intents === 0 ? [] : [`${state.intents} intents are left`]),
    ...state.faults,
  ];
}

/** After a fault the database stands before or after each migration, but for what an open intent names. */
export function judgeBetween({ states }: Reference, state: DatabaseState): string[] {
  const atHistory = states.filter(({ history }) => equal(history, state.history));
  const candidates = atHistory.filter(({ intents }) => intents === 0 || state.intents > 0);
  const comparable = state.intents === 0 ? (whole: DatabaseState) => whole : withoutIndexes;
  const found = comparable(state);
  const faults = state.faults.filter((fault) => state.intents === 0 || !fault.startsWith("INVALID"));
  if (candidates.some((one) => equal(one.events, state.events) && same(comparable(one), found))) return faults;
  const [nearest] = candidates;
  if (nearest === undefined) return [...faults, `no clean run has this history: ${state.applied.join(", ")}`];
  const what = `between two steps, after ${state.applied.at(-1) ?? "nothing"}:`;
  return [
    ...faults,
    ...difference(`${what} catalog`, comparable(nearest).catalog, found.catalog),
    ...difference(`${what} rows`, nearest.rows, state.rows),
    ...difference(`${what} audited events`, nearest.events, state.events),
  ];
}

/** A process of the command ended in time, with one of these exit statuses. */
export function judgeExit(
  what: string,
  { exitCode, hung, stdout, stderr }: Ended,
  ...allowed: readonly number[]
): string[] {
  if (hung) return [`${what} hung for ${HANG_MS / 1_000} s`];
  if (allowed.includes(exitCode)) return [];
  return [
    `${what} ended with ${exitCode}, not ${allowed.join(" or ")}: ${messageOf(stdout) ?? stderr.trim().slice(0, 600)}`,
  ];
}

/** Waits until no process of strata is connected any more: then nothing is under way and no lock is held. */
export async function settled(url: string): Promise<string[]> {
  const start = performance.now();
  for (;;) {
    const backends = await backendsOf(url);
    if (backends.length === 0) return [];
    if (performance.now() - start > HANG_MS)
      return backends.map((backend) => `still connected after ${HANG_MS / 1_000} s: ${backend}`);
    await sleep(20);
  }
}

/** The error of the `--json` envelope, when there is one. */
export function errorOf(
  stdout: string,
):
  | { readonly code: string; readonly message: string; readonly details?: Readonly<Record<string, unknown>> }
  | undefined {
  try {
    return (JSON.parse(stdout) as { error?: { code: string; message: string } }).error ?? undefined;
  } catch {
    return undefined;
  }
}

function messageOf(stdout: string): string | undefined {
  const error = errorOf(stdout);
  return error && `${error.code} ${error.message}`;
}

function withoutIndexes(state: DatabaseState): DatabaseState {
  return { ...state, catalog: state.catalog.filter((line) => !line.startsWith("index ")) };
}

function same(one: DatabaseState, other: DatabaseState): boolean {
  return equal(one.catalog, other.catalog) && equal(one.rows, other.rows);
}

function equal(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}

function difference(what: string, expected: readonly string[], found: readonly string[]): string[] {
  if (equal(expected, found)) return [];
  const missing = expected.filter((line) => !found.includes(line));
  const extra = found.filter((line) => !expected.includes(line));
  const changed = [
    ...missing.map((line, index) => `- ${aroundDifference(line, extra[index])}`),
    ...extra.map((line, index) => `+ ${aroundDifference(line, missing[index])}`),
  ];
  const shown = changed.length === 0 ? found.slice(0, 30) : changed.slice(0, 6);
  return [`${what} differ${changed.length === 0 ? " in order or number" : ""}:\n    ${shown.join("\n    ")}`];
}

/** A long line from a little before the place where it differs from the other. */
function aroundDifference(line: string, other = ""): string {
  let same = 0;
  while (same < line.length && line[same] === other[same]) same += 1;
  const from = Math.max(0, same - 60);
  return `${line.slice(0, Math.min(from, 60))}${from > 60 ? " … " : ""}${line.slice(from, from + 200)}`;
}
