import { describe, expect, test } from "vitest";
import { migrations, modules, rows, stamp } from "../../test/support/histories.js";
import { StrataError } from "../errors/strata-error.js";
import { checkHistory } from "./check-history.js";
import { parsePlan } from "./parse-plan.js";
import type { Plan } from "./plan.js";
import { planUp } from "./plan-up.js";
import { hashApplied, hashPlan } from "./seal-plan.js";

const input = {
  modules: modules("a, shop was b"),
  migrations: migrations("a@1, shop@2 requires a@1, a@9 was 3 commented down-edited, shop@8 was 4"),
  applied: rows("a@3, z@1, b@4"),
};
const plan = planUp({
  ...input,
  history: checkHistory(input),
  request: { modules: ["shop"], to: stamp(8) },
  target: { host: "localhost", port: 5432, database: "acme", user: "acme" },
  environment: "development",
});
const text = JSON.stringify(plan, null, 2);

describe("parsePlan", () => {
  test("gives back the plan that was written", () => {
    expect(plan.steps.some((step) => step.recordedAs === "b")).toBe(true);
    expect(parsePlan("plan.json", text)).toEqual(plan);
  });

  test("finds it within a larger document", () => {
    expect(parsePlan("plan.json", JSON.stringify({ data: { plan } }), ["data", "plan"])).toEqual(plan);
    expect(messageOf("{}", ["data"])).toBe("plan.json:1:1: there is no plan at data");
  });

  test.each([
    ["", "plan.json:1:1: this is not JSON: "],
    ['{\n  "format": 1,,\n}', "plan.json:2:15: this is not JSON: "],
    ["{ // made by hand\n}", "plan.json:1:3: this is not JSON: "],
    ["[]", "plan.json:1:1: expected object"],
    ["{}", "plan.json:1:1: format: this strata reads plans of format 1"],
    [text.replace('"format": 1', '"format": 2'), "plan.json:2:13: format: this strata reads plans of format 1"],
    [
      text.replace('"direction": "up"', '"direction": "sideways"'),
      'plan.json:3:16: direction: expected "up" or "down"',
    ],
    [text.replace('"port": 5432', '"port": "5432"'), "plan.json:6:13: target.port: expected number"],
    [text.replace('"format": 1,', '"format": 1, "extra": 1,'), 'plan.json:1:1: unknown key "extra"'],
    [text.replace(`"version": "${stamp(1)}"`, '"version": "1"'), ": steps.0.version: expected a version, 14 digits"],
    [text.replace(`"appliedBefore": "${plan.appliedBefore}",`, ""), "appliedBefore: is missing"],
    [
      JSON.stringify({ ...plan, findings: [{ code: "NO_SUCH", message: "" }] }),
      "findings.0.code: expected a code of strata",
    ],
  ])("refuses %#", (broken, message) => {
    expect(broken).not.toBe(text);
    expect(messageOf(broken)).toContain(message);
  });

  test.each<[string, Partial<Plan>]>([
    ["a step taken out", { steps: plan.steps.slice(1) }],
    ["the order of steps", { steps: plan.steps.toReversed() }],
    [
      "a checksum",
      { steps: plan.steps.map((step) => ({ ...step, checksums: { ...step.checksums, up: "0".repeat(64) } })) },
    ],
    ["the applied set", { appliedBefore: "0".repeat(64) }],
    ["the direction", { direction: "down" }],
    ["the hash itself", { hash: "0".repeat(64) }],
  ])("refuses a plan that was changed: %s", (_what, change) => {
    const changed = JSON.stringify({ ...plan, ...change });
    expect(messageOf(changed)).toContain("the plan was changed after it was made: its hash is not that of its content");
  });

  test("refuses steps that go the other way, even with a hash that fits", () => {
    const changed = { ...plan, direction: "down" as const };
    expect(messageOf(JSON.stringify({ ...changed, hash: hashPlan(changed) }))).toContain(
      "a step of another direction than down",
    );
  });
});

test("the hash is that of direction, steps and applied set, and of nothing else", () => {
  expect(hashPlan({ ...plan, target: { ...plan.target, host: "other" }, findings: [] } as Plan)).toBe(plan.hash);
});

test("the applied set is hashed as docs/FORMATS.md says, whatever its order", () => {
  const [first, second] = rows("b@2, a@1");
  const applied = [first!, { ...second!, checksums: { ...second!.checksums, up: "u", down: "d" } }];
  expect(hashApplied(applied)).toBe(hashApplied(applied.toReversed()));
  // printf 'a@20260101000001 u d\n' | sha256sum
  expect(hashApplied([applied[1]!])).toBe("16f5488c9cbf0993dbb68bc5c51f838bdf08d02f7028f8f0e9c44e894fd2428a");
  expect(hashApplied([])).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});

function messageOf(broken: string, within: readonly string[] = []): string {
  try {
    parsePlan("plan.json", broken, within);
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    expect([error.code, error.exitCode]).toEqual(["PLAN_INVALID", 3]);
    return error.message;
  }
  return "it was read";
}
