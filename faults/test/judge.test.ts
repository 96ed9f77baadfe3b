import { expect, test } from "vitest";
import type { DatabaseState } from "../src/database-state.js";
import { judgeBetween, judgeEnd } from "../src/judge.js";
import type { Reference } from "../src/reference.js";

const state = (steps: number, changes: Partial<DatabaseState> = {}): DatabaseState => ({
  history: Array.from({ length: steps }, (_, step) => `row ${step}`),
  applied: Array.from({ length: steps }, (_, step) => `shop@${step}`),
  catalog: Array.from({ length: steps }, (_, step) => `relation t${step}`),
  rows: Array.from({ length: steps }, (_, step) => `t${step}: {}`),
  events: Array.from({ length: steps }, (_, step) => `applied shop@${step}`),
  faults: [],
  intents: 0,
  ...changes,
});

const reference: Reference = {
  course: { environment: "production", direction: "up" },
  args: ["up"],
  states: [state(0), state(1), state(1, { intents: 1, catalog: ["index i", "relation t0"] }), state(2)],
  end: state(2),
  points: [],
  durationMs: 1,
};

test("the end of a clean run holds every promise", () => {
  expect(judgeEnd(reference, state(2))).toEqual([]);
});

test.for<[string, DatabaseState, string]>([
  ["a step is missing", state(1), "history differ"],
  ["a table is missing", state(2, { catalog: ["relation t0"] }), "catalog differ"],
  ["a row is there twice", state(2, { rows: ["t0: {}", "t0: {}", "t1: {}"] }), "rows differ"],
  ["a migration ran twice", state(2, { events: [...state(2).events, "applied shop@1"] }), "audited events differ"],
  ["an intent is left", state(2, { intents: 1 }), "1 intents are left"],
  ["an index is INVALID", state(2, { faults: ["INVALID index i"] }), "INVALID index i"],
])("at the end: %s", ([, found, what]) => {
  expect(judgeEnd(reference, found).join("\n")).toContain(what);
});

test("before, after and within an open intent are states of a clean run", () => {
  for (const found of [...reference.states, state(1, { intents: 1, catalog: ["relation t0"] })]) {
    expect(judgeBetween(reference, found)).toEqual([]);
  }
});

test.for<[string, DatabaseState, string]>([
  ["a table without its history row", state(1, { catalog: state(2).catalog }), "catalog differ"],
  ["rows without their history row", state(1, { rows: state(2).rows }), "rows differ"],
  ["an event without its history row", state(1, { events: state(2).events }), "audited events differ"],
  ["a history that no clean run has", state(3), "no clean run has this history"],
  ["an INVALID index without an intent", state(1, { faults: ["INVALID index i"] }), "INVALID index i"],
  ["a table that an intent does not explain", state(1, { intents: 1, catalog: state(2).catalog }), "catalog differ"],
])("between: %s", ([, found, what]) => {
  expect(judgeBetween(reference, found).join("\n")).toContain(what);
});
