import { expect, test } from "vitest";
import { clusterFindings, compareClusters } from "./compare-clusters.js";

const here = { system: "7570000000000000001", timeline: 3 };

test.each([
  ["itself", here, "none"],
  ["a standby of it", { ...here, timeline: null }, "none"],
  ["what it became when it was promoted", { ...here, timeline: 4 }, "timeline"],
  ["a restore to a point before it was promoted", { ...here, timeline: 2 }, "timeline"],
  ["another server", { system: "7570000000000000002", timeline: 3 }, "system"],
  ["a standby of another server", { system: "7570000000000000002", timeline: null }, "system"],
] as const)("a cluster beside %s", (_what, other, difference) => {
  expect(compareClusters(here, other)).toBe(difference);
  expect(compareClusters(other, here)).toBe(difference);
  const codes = { none: [], system: ["CLUSTER_CHANGED"], timeline: ["TIMELINE_CHANGED"] };
  expect(clusterFindings(here, other).map(({ code }) => code)).toEqual(codes[difference]);
});

test("where nothing was recorded there is nothing to say", () => {
  expect(clusterFindings(undefined, here)).toEqual([]);
});
