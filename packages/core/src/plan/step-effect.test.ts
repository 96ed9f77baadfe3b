import { expect, test } from "vitest";
import type { PlannedStep } from "./plan.js";
import { appliedAfter, outcomeOf } from "./step-effect.js";

const step = (version: string, more: Partial<PlannedStep> = {}): PlannedStep => ({
  module: "m",
  version,
  name: "n",
  direction: "up",
  source: "disk",
  because: [],
  checksums: { up: "", down: "" },
  requires: [],
  action: "run",
  ...more,
});

test("an up adds, a down removes by what the row says, a restamp moves", () => {
  expect([...appliedAfter(["m@1"], [step("2")])]).toEqual(["m@1", "m@2"]);
  expect([...appliedAfter(["m@1", "old@0"], [step("1", { direction: "down" })])]).toEqual(["old@0"]);
  expect([...appliedAfter(["old@0"], [step("1", { direction: "down", was: "0", recordedAs: "old" })])]).toEqual([]);
  expect([...appliedAfter(["old@0"], [step("1", { action: "restamp", was: "0", recordedAs: "old" })])]).toEqual([
    "old@1",
  ]);
});

test.each<[string, string[], unknown]>([
  ["its row is there", ["m@1", "m@2", "m@3"], { kind: "applied" }],
  ["its row is not there", ["m@1", "m@2"], { kind: "not applied" }],
  ["a finished step is lost", ["m@1"], { kind: "other", missing: ["m@2"], unexpected: [] }],
  [
    "a finished step is lost, the one under way is not",
    ["m@1", "m@3"],
    { kind: "other", missing: ["m@2"], unexpected: [] },
  ],
  ["somebody applied more", ["m@1", "m@2", "x@1"], { kind: "other", missing: [], unexpected: ["x@1"] }],
])("%s", (_what, now, outcome) => {
  expect(outcomeOf({ before: ["m@1"], done: [step("2")], underWay: [step("3")], now })).toEqual(outcome);
});

test("steps of one transaction hold together or not at all", () => {
  const underWay = [step("1"), step("2")];
  expect(outcomeOf({ before: [], done: [], underWay, now: ["m@1", "m@2"] })).toEqual({ kind: "applied" });
  expect(outcomeOf({ before: [], done: [], underWay, now: [] })).toEqual({ kind: "not applied" });
  expect(outcomeOf({ before: [], done: [], underWay, now: ["m@1"] })).toMatchObject({ kind: "other" });
});
