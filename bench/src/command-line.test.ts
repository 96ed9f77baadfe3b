import { describe, expect, test } from "vitest";
import { readCommandLine } from "./command-line.js";
import { allRows } from "./rows/all-rows.js";

const rowsOf = (...args: string[]) => {
  const request = readCommandLine(args);
  return typeof request === "string" ? request : request.rows.map(({ name }) => name);
};

describe("the command line", () => {
  test("means all rows when it names none", () => {
    expect(rowsOf()).toEqual(allRows.map(({ name }) => name));
  });

  test("takes a row's name, or the beginning of several", () => {
    expect(rowsOf("status")).toEqual(["status"]);
    expect(rowsOf("apply")).toEqual(["apply-200", "apply-1000"]);
    expect(rowsOf("apply-1000", "noop-up-200")).toEqual(["noop-up-200", "apply-1000"]);
  });

  test("refuses a row that there is not, and an option that there is not", () => {
    expect(rowsOf("aply")).toBe("there is no such row: aply");
    expect(rowsOf("--fast")).toMatch(/fast/u);
  });

  test.each(["0", "-1", "2.5", "many", ""])("refuses %j rounds", (rounds) => {
    expect(readCommandLine([`--rounds=${rounds}`])).toMatch(/--rounds takes a whole number/u);
  });

  test("takes a number of rounds, also after pnpm's dashes", () => {
    expect(readCommandLine(["--", "status", "--rounds", "30"])).toMatchObject({ rounds: 30, reportOnly: false });
  });

  test("takes what is to be left out", () => {
    expect(readCommandLine(["apply"])).toMatchObject({ withoutPeers: false });
    expect(readCommandLine(["apply", "--without-peers"])).toMatchObject({ withoutPeers: true });
  });
});

test("every row counts at least 5 rounds and has a name of its own", () => {
  expect(allRows.filter(({ rounds }) => rounds < 5)).toEqual([]);
  expect(new Set(allRows.map(({ name }) => name)).size).toBe(allRows.length);
});
