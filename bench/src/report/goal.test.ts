import { describe, expect, test } from "vitest";
import type { Contender } from "../measure/contender.js";
import type { Measured } from "../measure/run-rounds.js";
import { type Figures, figuresOf } from "./figures.js";
import { firstOfNodePeers, memoryGoal, ratioGoal } from "./goal.js";

const measured = (
  name: string,
  kind: Contender["kind"],
  ms: number[],
  more: { onNode?: boolean; peakMemory?: number } = {},
): Measured => ({
  contender: {
    name,
    kind,
    version: "1",
    how: "",
    onNode: more.onNode ?? true,
    ready: () => Promise.reject(new Error()),
  },
  ms,
  peakMemory: more.peakMemory,
});

const figures: Figures = figuresOf(
  [
    measured("node -e 0", "reference", [50, 60, 55]),
    measured("strata", "strata", [110, 100, 90], { peakMemory: 150.04 }),
    measured("native", "peer", [40, 40, 40], { onNode: false }),
    measured("other", "peer", [120, 130, 125]),
  ],
  "node -e 0",
);

describe("figures", () => {
  test("refer to the reference and to the fastest peer", () => {
    expect(figures[1]).toMatchObject({ median: 100, all: [110, 100, 90], toReference: 1.818, toBestPeer: 2.5 });
  });

  test("refer to nothing where there is nothing", () => {
    const [alone] = figuresOf([measured("strata", "strata", [1])], "psql");
    expect(alone).toMatchObject({ toReference: null, toBestPeer: null, peakMemory: null });
  });
});

describe("a goal", () => {
  test("is met up to its bound and missed above", () => {
    expect(ratioGoal(figures, { of: "strata", to: "node -e 0", bound: 1.818 }).met).toBe(true);
    expect(ratioGoal(figures, { of: "strata", to: "node -e 0", bound: 1.8 })).toEqual({
      what: "strata / node -e 0",
      unit: "×",
      bound: 1.8,
      measured: 1.818,
      met: false,
    });
  });

  test("is neither where what it takes was left out", () => {
    expect(ratioGoal(figures, { of: "strata", to: "psql", bound: 1.2 })).toMatchObject({ measured: null, met: null });
    expect(memoryGoal([])).toMatchObject({ measured: null, met: null });
  });

  test("to be first looks at peers on Node alone", () => {
    expect(firstOfNodePeers(figures)).toMatchObject({
      what: "strata / other, the fastest peer on Node",
      measured: 0.8,
      met: true,
    });
    expect(firstOfNodePeers([]).met).toBeNull();
  });

  test("of memory counts the process of strata", () => {
    expect(memoryGoal(figures)).toMatchObject({ unit: "MB", bound: 150, measured: 150, met: true });
  });
});
