import { describe, expect, it } from "vitest";
import { folderOf, readAs } from "../../test/support/source-folder.js";
import { historyReaders } from "./history-readers.js";
import { inPlace } from "./source-history.js";

describe("dbmate", () => {
  const of = (text: string): unknown => readAs("dbmate", { "20200101000000_a.sql": text });
  const one = (up: string, down?: string): unknown => ({
    migrations: [
      {
        original: "20200101000000_a.sql",
        version: "20200101000000",
        name: "a",
        up,
        ...(down === undefined ? {} : { down }),
      },
    ],
    findings: [],
  });
  const refused = (finding: string): unknown => ({ migrations: [], findings: [finding] });

  it.each<[string, string, unknown]>([
    ["both blocks", "-- migrate:up\nUP;\n\n-- migrate:down\nDOWN;\n", one("UP;\n\n", "DOWN;\n")],
    [
      "comments before, blanks in the directives",
      "-- (c)\n\n--migrate:up \nUP;\n--  migrate:down\t\nDOWN;",
      one("UP;\n", "DOWN;"),
    ],
    [
      "options",
      "-- migrate:up transaction:false\nUP;\n-- migrate:down  x:1 transaction:false\nDOWN;\n",
      one("UP;\n!", "DOWN;\n!"),
    ],
    ["transaction:true", "-- migrate:up transaction:true\nUP;\n", one("UP;\n")],
    ["no way back", "-- migrate:up\nUP;\n", one("UP;\n")],
    ["nothing below the last line", "-- migrate:up\nUP;\n-- migrate:down", one("UP;\n", "")],
    [
      "other words are no directive",
      "-- migrate:up\nUP; -- migrate:down\n--migrate:downwards\n",
      one("UP; -- migrate:down\n--migrate:downwards\n"),
    ],
    [
      "several pairs",
      "-- migrate:up\nA;\n-- migrate:down\nX;\n-- migrate:up\nB;\n-- migrate:down\nY;\n",
      one("A;\nB;\n", "X;\nY;\n"),
    ],
    ["no up", "UP;\n", refused("ADOPT_FORMAT /h/20200101000000_a.sql:1:1")],
    ["down first", "\n-- migrate:down\n-- migrate:up\n", refused("ADOPT_FORMAT /h/20200101000000_a.sql:2:1")],
    ["a statement before", "SET x = 1;\n-- migrate:up\n", refused("ADOPT_FORMAT /h/20200101000000_a.sql:1:1")],
    [
      "two downs",
      "-- migrate:up\n-- migrate:down\n-- migrate:down\n",
      refused("ADOPT_FORMAT /h/20200101000000_a.sql:3:1"),
    ],
    [
      "mixed transactions",
      "-- migrate:up\n-- migrate:down\n-- migrate:up transaction:false\n",
      refused("ADOPT_FORMAT /h/20200101000000_a.sql:3:1"),
    ],
  ])("%s", (_, text, result) => {
    expect(of(text)).toEqual(result);
  });

  it("orders by name, refuses one version twice, leaves out what it does not run", () => {
    const empty = "-- migrate:up\n-- migrate:down\n";
    expect(
      readAs("dbmate", {
        "10_b.sql": empty,
        "2_a.sql": empty,
        "2_c.sql": empty,
        "x.sql": empty,
        "README.md": "",
        "old/1_a.sql": empty,
      }),
    ).toMatchObject({
      migrations: [{ original: "10_b.sql" }, { original: "2_a.sql" }, { original: "2_c.sql" }],
      findings: [
        "ADOPT_LEFT_OUT /h/old",
        "ADOPT_LEFT_OUT /h/README.md",
        "ADOPT_LEFT_OUT /h/x.sql",
        "ADOPT_TWICE /h/2_c.sql",
      ],
    });
  });
});

it("blanks what does not run, every place staying where it is", () => {
  const text = "-- é\n-- migrate:up\nUP;\n-- migrate:down\nDOWN;\n";
  const { migrations } = historyReaders.dbmate(folderOf({ "1_a.sql": text }));
  const shown = inPlace(migrations[0]!.down!).text;
  expect(shown.trim()).toBe("DOWN;");
  expect(shown.indexOf("DOWN")).toBe(text.indexOf("DOWN"));
  expect(shown.split("\n").length).toBe(text.split("\n").length);
});
