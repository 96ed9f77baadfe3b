import { describe, expect, it } from "vitest";
import { assignStamps } from "./assign-stamps.js";

describe("assignStamps", () => {
  it.each<[string, string[], string[]]>([
    [
      "counters begin in 2001, 100 seconds apart",
      ["0001", "0002", "0003"],
      ["20010101000000", "20010101000140", "20010101000320"],
    ],
    ["valid stamps are kept", ["20210131120000", "20210131120001"], ["20210131120000", "20210131120001"]],
    ["no name at all is no stamp", ["", ""], ["20010101000000", "20010101000140"]],
    [
      "what is no UTC time is no stamp",
      ["00000000000000", "20230230120000", "20231021104200"],
      ["20010101000000", "20010101000140", "20231021104200"],
    ],
    [
      "longer numbers are no stamp",
      ["20201110175414000000", "20201110175414000001"],
      ["20010101000000", "20010101000140"],
    ],
    [
      "a stamp that breaks the order gives way",
      ["20210101000000", "20200101000000", "20210101000200"],
      ["20210101000000", "20210101000140", "20210101000200"],
    ],
    ["one stamp twice", ["20210101000000", "20210101000000"], ["20210101000000", "20210101000140"]],
    [
      "a made stamp pushes the kept one behind it",
      ["20210101000000", "x", "20210101000101"],
      ["20210101000000", "20210101000140", "20210101000320"],
    ],
    ["after a kept stamp made ones follow it", ["20260630000003", "7"], ["20260630000003", "20260630000143"]],
    [
      "diesel's dashes and its counter",
      ["2023-10-21-104200", "2026-07-13-150329-0000"],
      ["20231021104200", "20260713150329"],
    ],
    ["stamps before 2001", ["19990101000000", "1"], ["19990101000000", "19990101000140"]],
    ["over the end of a year", ["20201231235959", "1"], ["20201231235959", "20210101000139"]],
  ])("%s", (_, versions, stamps) => {
    expect(assignStamps(versions)).toEqual(stamps);
  });

  it("keeps the order whatever it is given", () => {
    const versions = Array.from({ length: 500 }, (_, index) =>
      index % 3 === 0 ? `2021010100${String(index % 60).padStart(2, "0")}00` : String(index),
    );
    const stamps = assignStamps(versions);
    expect(stamps).toEqual([...new Set(stamps)].toSorted());
  });
});
