import { describe, expect, it } from "vitest";
import { readAs } from "../../test/support/source-folder.js";

const JOURNAL = "meta/_journal.json";

function journal(entries: readonly { tag: string; when: number }[], dialect = "postgresql"): string {
  return JSON.stringify({ version: "7", dialect, entries: entries.map((one, idx) => ({ idx, ...one })) }, null, 2);
}

describe("drizzle", () => {
  it("what the journal lists, in its order, known by its time", () => {
    expect(
      readAs("drizzle", {
        [JOURNAL]: journal([
          { tag: "0000_tearful_hulk", when: Date.UTC(2024, 5, 18, 6, 30, 0, 123) },
          { tag: "20240619100000_named_by_time", when: Date.UTC(2024, 5, 19) },
        ]),
        "meta/0000_snapshot.json": "{}",
        "0000_tearful_hulk.sql": "A;\n--> statement-breakpoint\nB;",
        "20240619100000_named_by_time.sql": "C;",
        "0002_gone.sql": "D;",
        "old/x.sql": "",
      }),
    ).toEqual({
      migrations: [
        {
          original: "0000_tearful_hulk.sql 1718692200123",
          version: "20240618063000",
          name: "0000_tearful_hulk",
          up: "A;\n--> statement-breakpoint\nB;",
        },
        {
          original: "20240619100000_named_by_time.sql 1718755200000",
          version: "20240619100000",
          name: "named_by_time",
          up: "C;",
        },
      ],
      findings: ["ADOPT_LEFT_OUT /h/old", "ADOPT_LEFT_OUT /h/0002_gone.sql"],
    });
  });

  it.each<[string, Record<string, string>, string]>([
    ["no journal", { "0000_a.sql": "A;" }, "ADOPT_FORMAT /h"],
    ["no JSON", { [JOURNAL]: "{" }, "ADOPT_FORMAT /h/meta/_journal.json:1:1"],
    ["no entries", { [JOURNAL]: '{"entries": 1}' }, "ADOPT_FORMAT /h/meta/_journal.json:1:1"],
    ["an entry without a time", { [JOURNAL]: '{"entries": [{"tag": "a"}]}' }, "ADOPT_FORMAT /h/meta/_journal.json:1:1"],
    [
      "a time that is none",
      { [JOURNAL]: '{"entries": [{"tag": "a", "when": 1e99}]}' },
      "ADOPT_FORMAT /h/meta/_journal.json:1:1",
    ],
    ["another database system", { [JOURNAL]: journal([], "sqlite") }, "ADOPT_FORMAT /h/meta/_journal.json:1:1"],
    [
      "a file that is missing",
      { [JOURNAL]: journal([{ tag: "0000_a", when: 1 }]) },
      "ADOPT_FORMAT /h/meta/_journal.json:7:14",
    ],
    [
      "one time twice",
      {
        [JOURNAL]: journal([
          { tag: "0000_a", when: 1 },
          { tag: "0001_b", when: 1 },
        ]),
        "0000_a.sql": "",
        "0001_b.sql": "",
      },
      "ADOPT_TWICE /h/meta/_journal.json:12:14",
    ],
  ])("%s", (_, files, finding) => {
    expect((readAs("drizzle", files) as { findings: string[] }).findings).toEqual([finding]);
  });
});
