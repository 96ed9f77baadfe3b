import { describe, expect, test } from "vitest";
import { statisticsOf } from "./statistics.js";

describe("statistics", () => {
  test("of an odd number of values", () => {
    expect(statisticsOf([9, 1, 5, 3, 7])).toEqual({ median: 5, min: 1, max: 9, q1: 3, q3: 7 });
  });

  test("of an even number of values lie between two of them", () => {
    expect(statisticsOf([40, 10, 20, 30])).toEqual({ median: 25, min: 10, max: 40, q1: 17.5, q3: 32.5 });
  });

  test("of one value are that value", () => {
    expect(statisticsOf([4])).toEqual({ median: 4, min: 4, max: 4, q1: 4, q3: 4 });
  });

  test("do not come of nothing", () => {
    expect(() => statisticsOf([])).toThrow(RangeError);
  });
});
