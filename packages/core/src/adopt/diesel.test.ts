import { describe, expect, it } from "vitest";
import { readAs } from "../../test/support/source-folder.js";

describe("diesel", () => {
  it("reads folders with their metadata", () => {
    expect(
      readAs("diesel", {
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
      readAs("diesel", {
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
