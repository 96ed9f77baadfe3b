import { expect, it } from "vitest";
import { readAs } from "../../test/support/source-folder.js";

it("a folder for each migration, in the order of the folders' names", () => {
  expect(
    readAs("prisma", {
      "migration_lock.toml": '# made by Prisma\nprovider = "postgresql"\n',
      "20240105093000_init/migration.sql": "-- CreateTable\nA;",
      "0_init/migration.sql": "B;",
      "20240105093000_again/migration.sql": "C;",
      "20240105093000_again/README.md": "",
      "20250101000000_empty/": "",
      "notes.md": "",
    }),
  ).toEqual({
    migrations: [
      { original: "0_init", version: "0", name: "init", up: "B;" },
      { original: "20240105093000_again", version: "20240105093000", name: "again", up: "C;" },
      { original: "20240105093000_init", version: "20240105093000", name: "init", up: "-- CreateTable\nA;" },
    ],
    findings: [
      "ADOPT_LEFT_OUT /h/notes.md",
      "ADOPT_LEFT_OUT /h/20240105093000_again/README.md",
      "ADOPT_LEFT_OUT /h/20250101000000_empty",
    ],
  });
});

it("migrations of another database system are refused", () => {
  expect(readAs("prisma", { "migration_lock.toml": '# made by Prisma\nprovider = "mysql"\n' })).toEqual({
    migrations: [],
    findings: ["ADOPT_FORMAT /h/migration_lock.toml:2:1"],
  });
});
