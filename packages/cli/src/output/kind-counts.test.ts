import { expect, test } from "vitest";
import { kindCounts } from "./kind-counts.js";

test("kinds are counted in words", () => {
  expect(kindCounts({})).toBe("nothing");
  expect(
    kindCounts({ policy: 2, table: 1, index: 3, "operator class": 2, statistics: 2, "default privileges": 2 }),
  ).toBe("2 policies, 1 table, 3 indexes, 2 operator classes, 2 statistics, 2 default privileges");
});
