import { expect, test } from "vitest";
import { newStamp, newestVersion } from "./new-stamp.js";

const now = new Date("2026-11-20T10:15:00.999Z");
const migrations = [
  { module: "a", version: "20261120101400" },
  { module: "a", version: "20251120101400" },
  { module: "b", version: "20261120101500" },
  { module: "c", version: "20270101235959" },
];

test("a new stamp is newer than the module and its dependencies, and no older than the clock", () => {
  expect(newStamp(now, migrations, [])).toBe("20261120101500");
  expect(newStamp(now, migrations, ["a"])).toBe("20261120101500");
  expect(newStamp(now, migrations, ["a", "b"])).toBe("20261120101501");
  expect(newStamp(now, migrations, ["c", "b", "unknown"])).toBe("20270102000000");
});

test("the newest version of a module", () => {
  expect(newestVersion(migrations, "a")).toBe("20261120101400");
  expect(newestVersion(migrations, "unknown")).toBeUndefined();
});
