import fc from "fast-check";
import { expect, test } from "vitest";
import { instantOf, nextVersion, versionOf } from "./version.js";

test("a version is a UTC time that exists", () => {
  expect(instantOf("20261120101500")).toBe(Date.UTC(2026, 10, 20, 10, 15, 0));
  expect(instantOf("20240229000000")).toBeDefined();
  for (const wrong of [
    "20250229000000",
    "20261320101500",
    "20261120240000",
    "20261120106000",
    "20261120101560",
    "2026112010150",
    "202611201015000",
    "20261100101500",
    "2026112010150x",
  ]) {
    expect(instantOf(wrong), wrong).toBeUndefined();
  }
});

test("versions and instants are inverse to each other, whatever the machine's time zone", () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true }),
      (date) => {
        const whole = Math.floor(date.getTime() / 1000) * 1000;
        expect(instantOf(versionOf(date))).toBe(whole);
      },
    ),
  );
});

test("the next version is one second later across every boundary", () => {
  expect(nextVersion("20261231235959")).toBe("20270101000000");
  expect(nextVersion("20240228235959")).toBe("20240229000000");
});
