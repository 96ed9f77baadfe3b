import { truncateSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { module } from "../../test/support/histories.js";
import { type TreeEntry, addToTree, temporaryTree } from "../../test/support/temporary-tree.js";
import { sha256 } from "../lib/hash.js";
import { combine } from "../migration/checksum.js";
import type { Migration } from "../migration/migration.js";
import type { Module } from "../module/module.js";
import { formatPlace } from "../types/place.js";
import { readMigrations } from "./read-migrations.js";

type Tree = Readonly<Record<string, TreeEntry>>;
const now = new Date("2026-11-20T12:00:00Z");
const A = "a/migrations/20261120101500_one";

function modulesAt(root: string, names: readonly string[]): Module[] {
  return names.map((name) => ({
    ...module(name, []),
    directory: join(root, name),
    manifestFile: join(root, name, "package.json"),
    migrationsDirectory: join(root, name, "migrations"),
  }));
}

async function read(
  tree: Tree,
  names = ["a"],
): Promise<{ migrations: readonly Migration[]; problems: string[]; root: string }> {
  const root = temporaryTree(tree);
  const { migrations, findings } = await readMigrations(modulesAt(root, names), now);
  const problems = findings.map(
    ({ code, place, message }) =>
      `${code} ${formatPlace(place!).slice(root.length + 1)} ${message.replaceAll(`${root}/`, "")}`,
  );
  return { migrations, problems, root };
}

test("a folder with every file", async () => {
  const { migrations, problems, root } = await read({
    [`${A}/up.sql`]: "\uFEFF-- strata: lock-timeout 2s\r\nselect 1;\r\n",
    [`${A}/up.contract.sql`]: "select 2;",
    [`${A}/down.sql`]: "select 3;",
    [`${A}/down.contract.sql`]: "select 4;",
    [`${A}/transform.ts`]: "export function up() {}\nexport function down() {}\n",
    [`${A}/schema.ts`]: "export {};\r\n",
    [`${A}/bootstrap/a.role.ndjson`]: '\uFEFF{"$":"x"}\r\n',
    [`${A}/bootstrap/a.account.ndjson`]: "",
    [`${A}/fixtures.json`]: "{}",
    [`${A}/schema.sql`]: "generated",
    [`${A}/migration.test.ts`]: "",
    [`${A}/.DS_Store`]: "",
    [`${A}/up.sql~`]: "",
    "a/migrations/.gitkeep": "",
  });
  expect(problems).toEqual([]);
  const folder = join(root, A);
  const text = (name: string, content: string): object => ({ name, path: join(folder, name), text: content });
  const empty = sha256("");
  const row = sha256('{"$":"x"}\n');
  expect(migrations).toEqual([
    {
      module: "a",
      version: "20261120101500",
      name: "one",
      directory: folder,
      up: text("up.sql", "-- strata: lock-timeout 2s\nselect 1;\n"),
      upContract: text("up.contract.sql", "select 2;"),
      down: text("down.sql", "select 3;"),
      downContract: text("down.contract.sql", "select 4;"),
      transform: text("transform.ts", "export function up() {}\nexport function down() {}\n"),
      schema: text("schema.ts", "export {};\n"),
      bootstrap: {
        form: "ndjson",
        files: [
          { name: "bootstrap/a.account.ndjson", path: join(folder, "bootstrap/a.account.ndjson"), sha256: empty },
          { name: "bootstrap/a.role.ndjson", path: join(folder, "bootstrap/a.role.ndjson"), sha256: row },
        ],
      },
      fixtures: { form: "json", files: [{ name: "fixtures.json", path: join(folder, "fixtures.json") }] },
      headers: {
        requires: [],
        was: [],
        noTransaction: { up: false, down: false },
        lockTimeout: { up: "2s" },
        allow: [],
      },
      checksums: {
        up: combine([
          { name: "up.sql", sha256: sha256("-- strata: lock-timeout 2s\nselect 1;\n") },
          { name: "up.contract.sql", sha256: sha256("select 2;") },
          { name: "bootstrap/a.account.ndjson", sha256: empty },
          { name: "bootstrap/a.role.ndjson", sha256: row },
        ]),
        down: combine([
          { name: "down.sql", sha256: sha256("select 3;") },
          { name: "down.contract.sql", sha256: sha256("select 4;") },
          { name: "schema.ts", sha256: sha256("export {};\n") },
          { name: "transform.ts", sha256: sha256("export function up() {}\nexport function down() {}\n") },
        ]),
      },
    },
  ]);
});

test("migrations of all modules come in (version, module) order; a module may have none", async () => {
  const { migrations, problems } = await read(
    {
      "b/migrations/20260101000000_x/up.sql": "",
      "a/migrations/20260101000000_y/up.sql": "-- nothing",
      "b/migrations/20250101000000_z/bootstrap.json": "{}",
    },
    ["a", "b", "c"],
  );
  expect(problems).toEqual([]);
  expect(migrations.map(({ module, version }) => `${module}@${version}`)).toEqual([
    "b@20250101000000",
    "a@20260101000000",
    "b@20260101000000",
  ]);
});

test.each<[string, Tree, string[]]>([
  [
    "nothing that runs",
    { [`${A}/fixtures.json`]: "{}", [`${A}/down.sql`]: "" },
    [`FOLDER_INCOMPLETE ${A} the migration needs at least one of up.sql, transform.ts and bootstrap`],
  ],
  [
    "statements without a way back",
    { [`${A}/up.sql`]: "select 1" },
    [`FOLDER_INCOMPLETE ${A} up.sql has statements but there is no down.sql`],
  ],
  [
    "a contract without a way back",
    { [`${A}/up.sql`]: "", [`${A}/up.contract.sql`]: "select 1" },
    [`FOLDER_INCOMPLETE ${A} up.contract.sql has statements but there is no down.sql`],
  ],
  [
    "a transform without down",
    { [`${A}/transform.ts`]: "export const up = 1;" },
    [`FOLDER_INCOMPLETE ${A}/transform.ts transform.ts does not export \`down\``],
  ],
  [
    "a transform without up",
    { [`${A}/transform.ts`]: "export const down = 1;" },
    [`FOLDER_INCOMPLETE ${A}/transform.ts transform.ts does not export \`up\``],
  ],
  [
    "a transform that is irreversible",
    { [`${A}/transform.ts`]: "export const up = 1;", [`${A}/down.sql`]: "-- strata: irreversible why\n" },
    [],
  ],
  [
    "an irreversible down with statements",
    { [`${A}/up.sql`]: "select 1", [`${A}/down.sql`]: "-- strata: irreversible why\nselect 1" },
    [`FOLDER_INCOMPLETE ${A}/down.sql:1:25 down.sql says that there is no way back, but has statements`],
  ],
  [
    "a down of comments",
    { [`${A}/up.sql`]: "analyze", [`${A}/down.sql`]: "-- nothing yet" },
    [`DOWN_EMPTY ${A}/down.sql down.sql has no statements`],
  ],
  [
    "two forms of data",
    { [`${A}/bootstrap.json`]: "{}", [`${A}/bootstrap.ts`]: "" },
    [`FOLDER_INCOMPLETE ${A}/bootstrap.ts bootstrap is there in two forms: bootstrap.json and bootstrap.ts`],
  ],
  [
    "a data folder without rows",
    { [`${A}/up.sql`]: "", [`${A}/fixtures/`]: "" },
    [`FOLDER_INCOMPLETE ${A}/fixtures the folder fixtures holds no .ndjson file`],
  ],
  [
    "a data folder with another file",
    { [`${A}/bootstrap/rows.json`]: "" },
    [`FOLDER_UNKNOWN_FILE ${A}/bootstrap/rows.json bootstrap/rows.json is no file of rows`],
  ],
  [
    "unknown files",
    { [`${A}/up.sql`]: "", [`${A}/Up.sql`]: "", [`${A}/notes/x`]: "" },
    [
      `FOLDER_UNKNOWN_FILE ${A}/Up.sql Up.sql is none of the files of a migration`,
      `FOLDER_UNKNOWN_FILE ${A}/notes notes is none of the files of a migration`,
    ],
  ],
  [
    "a file among the folders",
    { "a/migrations/20261120101500_one.sql": "" },
    [
      "FOLDER_UNKNOWN_FILE a/migrations/20261120101500_one.sql 20261120101500_one.sql lies among the migrations but is no folder",
    ],
  ],
  [
    "a wrong name",
    { "a/migrations/20261320101500_one/up.sql": "" },
    [
      'FOLDER_NAME_INVALID a/migrations/20261320101500_one "20261320101500_one" is no name of a migration\'s folder: 20261320101500 is no valid UTC time',
    ],
  ],
  ["a stamp just within a day", { "a/migrations/20261121120000_one/up.sql": "" }, []],
  [
    "a stamp more than a day ahead",
    { "a/migrations/20261121120001_one/up.sql": "" },
    [
      "FOLDER_VERSION_AHEAD a/migrations/20261121120001_one the stamp 20261121120001 is more than a day ahead of the clock",
    ],
  ],
  [
    "an accepted stamp ahead",
    { "a/migrations/20300101000000_one/up.sql": "-- strata: allow FOLDER_VERSION_AHEAD planned\n" },
    [
      "FOLDER_VERSION_AHEAD a/migrations/20300101000000_one the stamp 20300101000000 is more than a day ahead of the clock",
    ],
  ],
  [
    "one version twice",
    { [`${A}/up.sql`]: "", "a/migrations/20261120101500_two/up.sql": "" },
    [
      `FOLDER_VERSION_TWICE a/migrations/20261120101500_two a has two migrations of version 20261120101500: ${A} and a/migrations/20261120101500_two`,
    ],
  ],
  [
    "a text that is not UTF-8",
    { [`${A}/up.sql`]: Buffer.from("select 1;\nselect '\xe9'", "latin1") },
    [`FILE_ENCODING ${A}/up.sql:2 ${A}/up.sql is not UTF-8`],
  ],
  [
    "UTF-16",
    { [`${A}/up.sql`]: Buffer.from("\uFEFFselect 1", "utf16le") },
    [`FILE_ENCODING ${A}/up.sql:1 ${A}/up.sql is not UTF-8`],
  ],
  [
    "a NUL",
    { [`${A}/up.sql`]: "select 1;\n\0" },
    [`FILE_ENCODING ${A}/up.sql:2:1 ${A}/up.sql holds a NUL character, which PostgreSQL cannot take`],
  ],
  [
    "rows that are not UTF-8",
    { [`${A}/bootstrap/a.b.ndjson`]: Buffer.from([0x7b, 0xff]) },
    [`FILE_ENCODING ${A}/bootstrap/a.b.ndjson ${A}/bootstrap/a.b.ndjson is not UTF-8`],
  ],
  [
    "a bad header",
    { [`${A}/up.sql`]: "\r\n-- strata: no-transction\r\n" },
    [`HEADER_UNKNOWN ${A}/up.sql:2:12 unknown header "no-transction". Did you mean "no-transaction"?`],
  ],
])("a folder with %s", async (_what, tree, expected) => {
  expect((await read(tree)).problems).toEqual(expected.map((one) => expect.stringContaining(one)));
});

test("symbolic links within the module are followed, those out of it refused", async () => {
  const { migrations, problems } = await read({
    "shared/up.sql": "select 'not ours'",
    "a/sql/up.sql": "-- ours",
    [`${A}/up.sql`]: { link: "../../sql/up.sql" },
    [`${A}/down.sql`]: { link: "../../../shared/up.sql" },
    "a/migrations/20261120101600_two": { link: "../../shared" },
    "a/migrations/20261120101700_three": { link: "../sql" },
    "a/migrations/20261120101800_four/up.sql": { link: "nowhere" },
    "a/migrations/20261120101900_five": { link: "20261120101900_five" },
    "a/migrations/20261120102000_six/bootstrap/a.b.ndjson": { link: "/etc/hostname" },
  });
  expect(migrations.map(({ name, up }) => [name, up?.text])).toEqual([
    ["one", "-- ours"],
    ["three", "-- ours"],
    ["four", undefined],
    ["six", undefined],
  ]);
  expect(problems).toEqual(
    [
      `PATH_OUTSIDE_MODULE ${A}/down.sql the symbolic link ${A}/down.sql leads out of the module`,
      "FILE_UNREADABLE a/migrations/20261120101800_four/up.sql a/migrations/20261120101800_four/up.sql cannot be read: it does not exist",
      "PATH_OUTSIDE_MODULE a/migrations/20261120102000_six/bootstrap/a.b.ndjson",
      "PATH_OUTSIDE_MODULE a/migrations/20261120101600_two",
      "FILE_UNREADABLE a/migrations/20261120101900_five a/migrations/20261120101900_five cannot be read: its symbolic links go in a circle",
    ].map((one) => expect.stringContaining(one)),
  );
});

test("files of a gigabyte are refused unread, each with its limit", async () => {
  const [text, json, fixtures] = ["20260101000000_text", "20260102000000_json", "20260103000000_fixtures"].map(
    (name) => `a/migrations/${name}`,
  );
  const root = temporaryTree({
    [`${text}/up.sql`]: "",
    [`${json}/bootstrap.json`]: "{}",
    [`${fixtures}/up.sql`]: "",
    [`${fixtures}/fixtures/a.b.ndjson`]: "",
    [`${fixtures}/fixtures/a.c.ndjson`]: "",
  });
  const gigabyte = 1024 ** 3;
  for (const path of [`${text}/up.sql`, `${json}/bootstrap.json`]) truncateSync(join(root, path), gigabyte);
  // The limit is that of all tables together.
  for (const table of ["b", "c"]) truncateSync(join(root, `${fixtures}/fixtures/a.${table}.ndjson`), 2.5 * 1024 ** 2);
  const { findings } = await readMigrations(modulesAt(root, ["a"]), now);
  expect(findings.map(({ code, message, hint }) => [code, message, hint])).toEqual([
    [
      "FILE_TOO_LARGE",
      expect.stringContaining("has 1024 MiB; strata reads at most 12 MiB in one piece"),
      expect.stringContaining("Split it"),
    ],
    [
      "FILE_TOO_LARGE",
      "the rows of bootstrap have 1024.0 MiB; strata loads at most 2 MiB of a migration in this form",
      expect.stringContaining("a folder bootstrap/ of .ndjson files, which may have 4 MiB"),
    ],
    [
      "FILE_TOO_LARGE",
      "the rows of fixtures have 5.0 MiB; strata loads at most 4 MiB of a migration in this form",
      "Ship them in several migrations.",
    ],
  ]);
});

test("requires must name a migration that is there, also by an old name or stamp", async () => {
  const root = temporaryTree({
    "a/migrations/20260101000000_x/up.sql": "-- strata: was 20250101000000\n",
    "b/migrations/20260201000000_y/up.sql": [
      "-- strata: requires a@20260101000000",
      "-- strata: requires a@20250101000000",
      "-- strata: requires old-a@20250101000000",
      "-- strata: requires a@20260101000001",
      "-- strata: requires aa@20260101000000",
      "",
    ].join("\n"),
  });
  const modules = modulesAt(root, ["a", "b"]).map((one) => (one.name === "a" ? { ...one, was: ["old-a"] } : one));
  const { findings } = await readMigrations(modules, now);
  expect(findings.map(({ code, place, message }) => [code, place?.line, place?.column, message])).toEqual([
    [
      "REQUIRES_UNKNOWN",
      4,
      21,
      "b@20260201000000 requires a@20260101000001, which a does not have; the nearest it has is 20260101000000",
    ],
    [
      "REQUIRES_UNKNOWN",
      5,
      21,
      'b@20260201000000 requires aa@20260101000000, but there is no module aa. Did you mean "a"?',
    ],
  ]);
});

test("an old stamp must be free and claimed once", async () => {
  const { problems } = await read({
    "a/migrations/20260101000000_x/up.sql": "",
    "a/migrations/20260201000000_y/up.sql": "-- strata: was 20260101000000\n-- strata: was 20250101000000\n",
    "a/migrations/20260301000000_z/up.sql": "-- strata: was 20250101000000\n-- strata: was 20260301000000\n",
  });
  expect(problems).toEqual([
    "STAMP_TAKEN a/migrations/20260201000000_y/up.sql:1:16 the old stamp 20260101000000 is that of a/migrations/20260101000000_x",
    "STAMP_TAKEN a/migrations/20260301000000_z/up.sql:1:16 the old stamp 20250101000000 is also claimed by a/migrations/20260201000000_y",
    "STAMP_TAKEN a/migrations/20260301000000_z/up.sql:2:16 the old stamp 20260301000000 is that of a/migrations/20260301000000_z",
  ]);
});

test("rows of any size have the hash of their normalised text", async () => {
  const root = temporaryTree({ [`${A}/bootstrap/a.b.ndjson`]: "" });
  // A CRLF and a character that straddle the borders of the pieces in which it is read.
  const piece = 1024 * 1024;
  const text = `\uFEFF${"x".repeat(piece - 4)}\r\n${"y".repeat(piece - 3)}é\r\n\rz\r`;
  addToTree(root, { [`${A}/bootstrap/a.b.ndjson`]: text });
  const { migrations, findings } = await readMigrations(modulesAt(root, ["a"]), now);
  expect(findings).toEqual([]);
  expect(migrations[0]!.bootstrap!.files[0]!.sha256).toBe(sha256(text.slice(1).replaceAll("\r\n", "\n")));
});
