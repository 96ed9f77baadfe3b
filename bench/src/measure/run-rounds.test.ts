import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Contender } from "./contender.js";
import { orderOf, runRounds } from "./run-rounds.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "strata-bench-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** One that writes down when it is readied, judged and closed. */
function contender(name: string, notes: string[], code = "0", wrong?: string): Contender {
  return {
    name,
    kind: "peer",
    version: "1",
    how: "",
    onNode: true,
    ready: async () => {
      notes.push(name);
      return {
        command: { program: process.execPath, args: ["-e", code], cwd: folder, env: {} },
        judge: async () => wrong,
        close: async () => void notes.push(`${name}.`),
      };
    },
  };
}

const options = () => ({ rounds: 2, folder, meter: undefined, signal: new AbortController().signal });

describe("rounds", () => {
  test("take everyone in another order each, and count all but the first", async () => {
    const notes: string[] = [];
    const { measured, failed } = await runRounds([contender("a", notes), contender("b", notes)], options());
    expect(notes.join(" ")).toBe("a a. b b. b b. a a. b b. a a.");
    expect(measured.map(({ ms }) => ms.length)).toEqual([2, 2]);
    expect(failed).toEqual([]);
  });

  test("go on without a contender that fails, and say what it printed", async () => {
    const notes: string[] = [];
    const broken = contender("broken", notes, "console.error('no luck'); process.exit(3)");
    const { measured, failed } = await runRounds([broken, contender("b", notes)], options());
    expect(measured.map(({ contender: { name } }) => name)).toEqual(["b"]);
    expect(failed.map(({ why }) => why)).toEqual(["ended in 3: no luck"]);
    expect(notes.filter((note) => note.startsWith("broken"))).toEqual(["broken", "broken."]);
  });

  test("go on without a contender that has not done what it should", async () => {
    const { failed } = await runRounds([contender("a", [], "0", "119 tables, not 120")], options());
    expect(failed.map(({ why }) => why)).toEqual(["119 tables, not 120"]);
  });

  test("end at once when they are aborted", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(runRounds([contender("a", [])], { ...options(), signal })).rejects.toThrow("enough");
  });
});

test("the order of rounds gives everyone every place and different neighbours", () => {
  const orders = Array.from({ length: 6 }, (_, round) => orderOf(["a", "b", "c"], round).join(""));
  expect(orders).toEqual(["abc", "cba", "bca", "acb", "cab", "bac"]);
  expect(orderOf([], 4)).toEqual([]);
});
