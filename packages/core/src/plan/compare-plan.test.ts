import { describe, expect, test } from "vitest";
import { migrations, modules, rows, short } from "../../test/support/histories.js";
import { StrataError } from "../errors/strata-error.js";
import { checkHistory } from "./check-history.js";
import { comparePlan, listPlanChanges } from "./compare-plan.js";
import type { Plan } from "./plan.js";
import { planDown } from "./plan-down.js";
import { planUp } from "./plan-up.js";

const target = { host: "db.acme.test", port: 5432, database: "acme", user: "ci" };

interface World {
  readonly disk: string;
  readonly ran: string;
  readonly target?: Partial<Plan["target"]>;
  readonly environment?: Plan["environment"];
}

function read(world: World) {
  return { modules: modules("a, b needs a"), migrations: migrations(world.disk), applied: rows(world.ran) };
}

function up(world: World): Plan {
  const input = read(world);
  const place = { target: { ...target, ...world.target }, environment: world.environment ?? "staging" };
  return planUp({ ...input, history: checkHistory(input), request: {}, ...place });
}

function down(world: World): Plan {
  return planDown({ ...read(world), request: { steps: 2 }, target, environment: "staging" });
}

const before: World = { disk: "a@1, a@2, b@3", ran: "a@1" };

describe("listPlanChanges, of a way up", () => {
  test.each<{ title: string; now: World; changes: string[] }>([
    { title: "nothing", now: before, changes: [] },
    {
      title: "a comment in an applied file, which no plan runs",
      now: { ...before, disk: "a@1 commented, a@2, b@3" },
      changes: [],
    },
    { title: "another user", now: { ...before, target: { user: "deploy" } }, changes: [] },
    { title: "applied since", now: { ...before, ran: "a@1, a@2" }, changes: ["a@2 has been applied since"] },
    {
      title: "a file edited",
      now: { ...before, disk: "a@1, a@2 edited, b@3" },
      changes: ["the way up of a@2 has been edited"],
    },
    {
      title: "a way back edited",
      now: { ...before, disk: "a@1, a@2 down-edited, b@3" },
      changes: ["the way back of a@2 has been edited"],
    },
    {
      title: "a step gone",
      now: { ...before, disk: "a@1, a@2" },
      changes: ["b@3 is no longer part of what would run"],
    },
    {
      title: "a step more",
      now: { ...before, disk: "a@1, a@2, b@3, b@4" },
      changes: ["b@4 has come since and would run too"],
    },
    {
      title: "a header more",
      now: { ...before, disk: "a@1, a@2, b@3 requires a@2" },
      changes: ["b@3 requires something else"],
    },
    {
      title: "another history with the same work left",
      now: { ...before, ran: "a@1, z@1" },
      changes: ["other migrations were applied, taken back or accepted since"],
    },
    {
      title: "another database",
      now: { ...before, target: { database: "other" } },
      changes: ["it was made for acme at db.acme.test:5432, this is other at db.acme.test:5432"],
    },
    {
      title: "another class",
      now: { ...before, environment: "production" },
      changes: ["it was made for a staging database, this is production"],
    },
  ])("$title", ({ now, changes }) => {
    expect(listPlanChanges(up(before), up(now), rows(now.ran)).map(short)).toEqual(changes);
  });
});

test("listPlanChanges, of a way back", () => {
  const world: World = { disk: "a@1, a@2, b@3", ran: "a@1, a@2, b@3" };
  const now: World = { disk: "a@1, b@3", ran: "a@1, a@2" };
  expect(listPlanChanges(down(world), down(now), rows(now.ran)).map(short)).toEqual([
    "b@3 has been taken back since",
    "the way back of a@2 comes from stored, not from disk",
    "a@1 has come since and would run too",
  ]);
});

test("a plan of the other direction", () => {
  const world: World = { disk: "a@1", ran: "a@1" };
  expect(listPlanChanges(down(world), up(world), rows("a@1")).map(short)).toEqual([
    "it goes down, not up",
    "a@1 is no longer part of what would run",
  ]);
});

test("comparePlan refuses with every change", () => {
  const now: World = { ...before, ran: "a@1, a@2", environment: "production" };
  try {
    comparePlan(up(before), up(now), rows(now.ran));
    expect.unreachable();
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    expect([error.code, error.exitCode]).toEqual(["PLAN_STALE", 6]);
    expect((error.details["changes"] as string[]).map(short)).toEqual([
      "it was made for a staging database, this is production",
      "a@2 has been applied since",
    ]);
  }
});

test("comparePlan lets a plan pass that still holds", () => {
  expect(() => comparePlan(up(before), up(before), rows(before.ran))).not.toThrow();
});
