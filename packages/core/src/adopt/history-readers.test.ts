import { describe, expect, it } from "vitest";
import { historyReaders } from "./history-readers.js";
import { type SourceFolder, inPlace, textOf } from "./source-history.js";
import type { AdoptTool } from "./tool.js";

/** A folder from texts by path; `x/` is an empty folder. */
function folderOf(files: Readonly<Record<string, string>>, path = "/h", name = "h"): SourceFolder {
  const names = [...new Set(Object.keys(files).map((file) => file.split("/")[0]!))].toSorted();
  const isFolder = (inner: string): boolean => !Object.hasOwn(files, inner);
  return {
    name,
    path,
    files: names
      .filter((inner) => !isFolder(inner))
      .map((inner) => ({ name: inner, path: `${path}/${inner}`, text: files[inner]! })),
    folders: names.filter(isFolder).map((inner) => {
      const within = Object.entries(files).filter(([file]) => file.startsWith(`${inner}/`) && file !== `${inner}/`);
      return folderOf(
        Object.fromEntries(within.map(([file, text]) => [file.slice(inner.length + 1), text])),
        `${path}/${inner}`,
        inner,
      );
    }),
  };
}

function read(tool: AdoptTool, files: Readonly<Record<string, string>>): unknown {
  const { migrations, findings } = historyReaders[tool](folderOf(files));
  return {
    migrations: migrations.map(({ original, version, name, up, down }) => ({
      original,
      version,
      name,
      up: textOf(up) + (up.noTransaction ? "!" : ""),
      ...(down === undefined ? {} : { down: textOf(down) + (down.noTransaction ? "!" : "") }),
    })),
    findings: findings.map(
      ({ code, place }) =>
        `${code} ${place!.file}${place!.line === undefined ? "" : `:${place!.line}:${place!.column}`}`,
    ),
  };
}

describe("dbmate", () => {
  const of = (text: string): unknown => read("dbmate", { "20200101000000_a.sql": text });
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
      read("dbmate", {
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

describe("golang-migrate", () => {
  it("pairs by number, orders by number", () => {
    expect(
      read("golang-migrate", {
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
      read("golang-migrate", {
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

describe("diesel", () => {
  it("reads folders with their metadata", () => {
    expect(
      read("diesel", {
        "2023-10-21-104200_create-tables/up.sql": "A",
        "2023-10-21-104200_create-tables/down.sql": "a",
        "00000000000000_diesel_initial_setup/up.sql": "S",
        "2024-01-01-000000_index/up.sql": "I",
        "2024-01-01-000000_index/down.sql": "i",
        "2024-01-01-000000_index/metadata.toml": '# c\nother = "x"\nrun_in_transaction = false # CONCURRENTLY\n',
        "2024-01-02-000000_t/up.sql": "T",
        "2024-01-02-000000_t/metadata.toml": "run_in_transaction=true\n[x]\nrun_in_transaction = false\n",
      }),
    ).toEqual({
      migrations: [
        {
          original: "00000000000000_diesel_initial_setup",
          version: "00000000000000",
          name: "diesel_initial_setup",
          up: "S",
        },
        {
          original: "2023-10-21-104200_create-tables",
          version: "2023-10-21-104200",
          name: "create-tables",
          up: "A",
          down: "a",
        },
        { original: "2024-01-01-000000_index", version: "2024-01-01-000000", name: "index", up: "I!", down: "i!" },
        { original: "2024-01-02-000000_t", version: "2024-01-02-000000", name: "t", up: "T" },
      ],
      findings: [],
    });
  });

  it("reports all problems", () => {
    expect(
      read("diesel", {
        "2024-01-01-000000_a/up.sql": "",
        "20240101000000_b/up.sql": "",
        "2024-01-02-000000_c/down.sql": "",
        "2024-01-03-000000_d/": "",
        "2024-01-04-000000_e/up.sql": "",
        "2024-01-04-000000_e/notes.md": "",
        "2024-01-04-000000_e/metadata.toml": "\nrun_in_transaction = 0",
        "README.md": "",
      }),
    ).toMatchObject({
      migrations: [{}, {}, {}],
      findings: [
        "ADOPT_LEFT_OUT /h/README.md",
        "ADOPT_DOWN_ALONE /h/2024-01-02-000000_c",
        "ADOPT_LEFT_OUT /h/2024-01-03-000000_d",
        "ADOPT_LEFT_OUT /h/2024-01-04-000000_e/notes.md",
        "ADOPT_FORMAT /h/2024-01-04-000000_e/metadata.toml:2:1",
        "ADOPT_TWICE /h/20240101000000_b/up.sql",
      ],
    });
  });
});

describe("plain", () => {
  it("takes files, pairs and folders in the order of their names", () => {
    expect(
      read("plain", {
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
    expect(read("plain", { "1_a.sql": "", "10_c.sql": "", "2_b.sql": "" })).toMatchObject({
      migrations: [{ name: "c" }, { name: "a" }, { name: "b" }],
      findings: ["ADOPT_ORDER /h/1_a.sql"],
    });
  });

  it("reports all problems", () => {
    expect(
      read("plain", {
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
      read("plain", {
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
    expect(read("plain", { "V1__a.sql": "", "V1.0__b.sql": "" })).toMatchObject({
      findings: ["ADOPT_TWICE /h/V1__a.sql"],
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
