import { describe, expect, it } from "vitest";
import { readAs } from "../../test/support/source-folder.js";

describe("golang-migrate", () => {
  it("pairs by number, orders by number", () => {
    expect(
      readAs("golang-migrate", {
        "10_c.up.sql": "C",
        "2_b.up.sql": "B",
        "002_other.down.sql": "b",
        "20150100000001000000_n.postgres.up.sql": "N",
      }),
    ).toEqual({
      migrations: [
        { original: "2_b.up.sql", version: "2", name: "b", up: "B", down: "b" },
        { original: "10_c.up.sql", version: "10", name: "c", up: "C" },
        {
          original: "20150100000001000000_n.postgres.up.sql",
          version: "20150100000001000000",
          name: "n.postgres",
          up: "N",
        },
      ],
      findings: [],
    });
  });

  it("reports all problems", () => {
    expect(
      readAs("golang-migrate", {
        "1_a.up.sql": "",
        "01_b.up.sql": "",
        "2_c.down.sql": "",
        "3_d.sql": "",
        "v4.up.sql": "",
        "x/1_a.up.sql": "",
      }),
    ).toMatchObject({
      findings: [
        "ADOPT_LEFT_OUT /h/x",
        "ADOPT_LEFT_OUT /h/3_d.sql",
        "ADOPT_LEFT_OUT /h/v4.up.sql",
        "ADOPT_TWICE /h/1_a.up.sql",
        "ADOPT_DOWN_ALONE /h/2_c.down.sql",
      ],
    });
  });
});
