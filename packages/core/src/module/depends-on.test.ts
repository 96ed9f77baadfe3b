import { expect, test } from "vitest";
import { dependencyTest } from "./depends-on.js";

test("a module depends on what its dependencies depend on, also in a circle, and never on itself", () => {
  const dependsOn = dependencyTest([
    { name: "a", dependencies: ["b"] },
    { name: "b", dependencies: ["c"] },
    { name: "c", dependencies: ["b"] },
    { name: "d", dependencies: [] },
  ]);
  expect(["a", "b", "c", "d"].map((name) => dependsOn("a", name))).toEqual([false, true, true, false]);
  expect([dependsOn("b", "c"), dependsOn("c", "b"), dependsOn("b", "b")]).toEqual([true, true, false]);
  expect(dependsOn("unknown", "a")).toBe(false);
});
