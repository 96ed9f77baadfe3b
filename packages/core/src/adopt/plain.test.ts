import { describe, expect, it } from "vitest";
import { readAs } from "../../test/support/source-folder.js";

describe("plain", () => {
  it("takes files, pairs and folders in the order of their names", () => {
    expect(
      readAs("plain", {
        "c.sql": "C",
        "b.up.sql": "-- no-transaction\nB",
        "b.down.sql": "b",
        "a/up.sql": "A",
        "a/down.sql": "a",
      }),
    ).toEqual({
      migrations: [
        { original: "a", version: "", name: "a", up: "A", down: "a" },
        { original: "b.up.sql", version: "", name: "b", up: "-- no-transaction\nB!", down: "b" },
        { original: "c.sql", version: "", name: "c", up: "C" },
      ],
      findings: [],
    });
  });

  it("says where numbers are in another order than names", () => {
    expect(readAs("plain", { "1_a.sql": "", "10_c.sql": "", "2_b.sql": "" })).toMatchObject({
      migrations: [{ name: "c" }, { name: "a" }, { name: "b" }],
      findings: ["ADOPT_ORDER /h/1_a.sql"],
    });
  });

  it("reports all problems", () => {
    expect(
      readAs("plain", {
        "a.sql": "",
        "a.up.sql": "",
        "b.down.sql": "",
        "c/down.sql": "",
        "d/": "",
        "e/up.sql": "",
        "e/x": "",
        "f.txt": "",
      }),
    ).toMatchObject({
      findings: [
        "ADOPT_LEFT_OUT /h/f.txt",
        "ADOPT_TWICE /h/a.up.sql",
        "ADOPT_DOWN_ALONE /h/b.down.sql",
        "ADOPT_DOWN_ALONE /h/c",
        "ADOPT_LEFT_OUT /h/d",
        "ADOPT_LEFT_OUT /h/e/x",
      ],
    });
  });

  it("orders Flyway's names by the parts of their versions", () => {
    expect(
      readAs("plain", {
        "V1__a.sql": "A",
        "V10__d.sql": "D",
        "V2_1__c.sql": "C",
        "V2__b.sql": "B",
        "U2.0__b.sql": "b",
        "R__views.sql": "",
        "V2.0.1__e.sql": "E",
      }),
    ).toEqual({
      migrations: [
        { original: "V1__a.sql", version: "1", name: "a", up: "A" },
        { original: "V2__b.sql", version: "2", name: "b", up: "B", down: "b" },
        { original: "V2.0.1__e.sql", version: "2.0.1", name: "e", up: "E" },
        { original: "V2_1__c.sql", version: "2_1", name: "c", up: "C" },
        { original: "V10__d.sql", version: "10", name: "d", up: "D" },
      ],
      findings: ["ADOPT_LEFT_OUT /h/R__views.sql"],
    });
    expect(readAs("plain", { "V1__a.sql": "", "V1.0__b.sql": "" })).toMatchObject({
      findings: ["ADOPT_TWICE /h/V1__a.sql"],
    });
  });
});
