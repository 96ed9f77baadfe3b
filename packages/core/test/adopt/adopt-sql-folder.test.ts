import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import type { StrataError } from "../../src/errors/strata-error.js";
import type { AdoptTool } from "../../src/adopt/tool.js";
import { type AdoptOptions, type AdoptResult, adoptSqlFolder } from "../../src/usecases/write/adopt-sql-folder.js";
import { checkWorkspace } from "../../src/usecases/look/check-workspace.js";
import { migrate } from "../../src/usecases/run/migrate.js";
import { rollBack } from "../../src/usecases/run/roll-back.js";
import { failure } from "../run/failure.js";
import { emptyDatabase, historyOf, objectsOf, valueOf } from "../run/workspace.js";
import { type TreeEntry, temporaryTree } from "../support/temporary-tree.js";

const MODULE = "modules/shop";

/** A workspace with one module without migrations, and a history of another tool in `old/`. */
function workspaceWith(old: Readonly<Record<string, TreeEntry>>, manifest: unknown = { owns: ["public.*"] }): string {
  return temporaryTree({
    "pnpm-workspace.yaml": 'packages: ["modules/*"]\n',
    "package.json": { name: "acme", private: true },
    [`${MODULE}/package.json`]: { name: "@acme/shop", version: "1.0.0", strata: manifest },
    ...Object.fromEntries(Object.entries(old).map(([path, entry]) => [`old/${path}`, entry])),
  });
}

function adopt(cwd: string, from: AdoptTool, options: Partial<AdoptOptions> = {}): Promise<AdoptResult> {
  return adoptSqlFolder({ cwd, env: {}, from, directory: "old", module: "shop", ...options });
}

/** Every file below a folder, with its text. */
function filesIn(directory: string): Record<string, string> {
  const paths = readdirSync(directory, { recursive: true, encoding: "utf8" }).toSorted();
  return Object.fromEntries(
    paths
      .map((path) => join(directory, path))
      .filter((path) => statSync(path).isFile())
      .map((path) => [relative(directory, path), readFileSync(path, "utf8")]),
  );
}

function found(root: string, error: StrataError | AdoptResult): string[] {
  const findings = "findings" in error ? error.findings : (error.details.findings ?? []);
  return findings.map(
    ({ code, place }) =>
      `${code} ${place === undefined ? "" : relative(root, place.file)}${place?.line === undefined ? "" : `:${place.line}:${place.column}`}`,
  );
}

test("a history becomes folders that pass every check, run, and go back as far as there is a way", async () => {
  const root = workspaceWith({
    "20200101000000_create_shop.sql":
      "-- migrate:up\nCREATE TABLE shop (id int PRIMARY KEY);\n\n-- migrate:down\nDROP TABLE shop;\n",
    "20200102000000_AddName.sql": "-- migrate:up\nALTER TABLE shop ADD name text;\n\n-- migrate:down\n",
    "20200103000000_note.sql": "-- migrate:up\n-- nothing to do on PostgreSQL\n-- migrate:down\n-- neither here\n",
    "20200104000000_drop-name.sql":
      "-- migrate:up\nALTER TABLE shop DROP name;\n-- migrate:down\n-- the names are gone\n",
  });
  const result = await adopt(root, "dbmate");
  const empty = "the way back of the dbmate history is empty";
  const comments = "the way back of the dbmate history holds comments only";
  expect(result).toMatchObject({
    module: "shop",
    from: "dbmate",
    directory: join(root, MODULE, "migrations"),
    written: true,
    findings: [],
  });
  expect(result.migrations).toEqual([
    {
      original: "20200101000000_create_shop.sql",
      folder: "20200101000000_create_shop",
      noTransaction: { up: false, down: false },
    },
    {
      original: "20200102000000_AddName.sql",
      folder: "20200102000000_add_name",
      irreversible: empty,
      noTransaction: { up: false, down: false },
    },
    { original: "20200103000000_note.sql", folder: "20200103000000_note", noTransaction: { up: false, down: false } },
    {
      original: "20200104000000_drop-name.sql",
      folder: "20200104000000_drop_name",
      irreversible: comments,
      noTransaction: { up: false, down: false },
    },
  ]);
  expect(filesIn(join(root, MODULE))).toEqual({
    "package.json": expect.any(String),
    "migrations/20200101000000_create_shop/up.sql":
      "-- strata: adopted dbmate 20200101000000_create_shop.sql\nCREATE TABLE shop (id int PRIMARY KEY);\n\n",
    "migrations/20200101000000_create_shop/down.sql": "DROP TABLE shop;\n",
    "migrations/20200102000000_add_name/up.sql":
      "-- strata: adopted dbmate 20200102000000_AddName.sql\nALTER TABLE shop ADD name text;\n\n",
    "migrations/20200102000000_add_name/down.sql": `-- strata: irreversible ${empty}\n`,
    "migrations/20200103000000_note/up.sql":
      "-- strata: adopted dbmate 20200103000000_note.sql\n-- nothing to do on PostgreSQL\n",
    "migrations/20200103000000_note/down.sql": "-- neither here\n",
    "migrations/20200104000000_drop_name/up.sql":
      "-- strata: adopted dbmate 20200104000000_drop-name.sql\nALTER TABLE shop DROP name;\n",
    "migrations/20200104000000_drop_name/down.sql": `-- strata: irreversible ${comments}\n-- the names are gone\n`,
  });
  expect((await checkWorkspace({ cwd: root, env: {} })).findings).toEqual([]);

  const url = await emptyDatabase();
  await migrate({ cwd: root, url, allowProduction: true });
  expect((await historyOf(url)).filter((id) => id.startsWith("shop@"))).toEqual(
    result.migrations.map(({ folder }) => `shop@${folder.slice(0, 14)}`),
  );
  expect(await valueOf(url, "SELECT count(*)::int FROM information_schema.columns WHERE table_name = 'shop'")).toBe(1);
  const refused = await failure(rollBack({ cwd: root, url, allowProduction: true, module: "shop", steps: 4 }));
  expect(refused.code).toBe("IRREVERSIBLE");
  expect(await objectsOf(url)).toEqual(["public.shop", "public.shop_pkey"]);
});

test("markers of no transaction become headers, each tool's own and a statement that can run nowhere else", async () => {
  const index = "CREATE INDEX CONCURRENTLY i ON t (id);\n";
  const drop = "DROP INDEX CONCURRENTLY i;\n";
  const header = "-- strata: no-transaction\n";
  const cases: readonly (readonly [AdoptTool, Record<string, string>, string, string])[] = [
    [
      "dbmate",
      { "1_i.sql": `-- migrate:up transaction:false\n${index}-- migrate:down transaction:false\n${drop}` },
      index,
      drop,
    ],
    [
      "diesel",
      { "1_i/up.sql": index, "1_i/down.sql": drop, "1_i/metadata.toml": "run_in_transaction = false\n" },
      index,
      drop,
    ],
    [
      "plain",
      { "1_i.up.sql": `-- no-transaction\n${index}`, "1_i.down.sql": `-- no-transaction\n${drop}` },
      `-- no-transaction\n${index}`,
      `-- no-transaction\n${drop}`,
    ],
    ["golang-migrate", { "1_i.up.sql": `-- builds\n${index}`, "1_i.down.sql": drop }, `-- builds\n${index}`, drop],
  ];
  for (const [tool, old, up, down] of cases) {
    const root = workspaceWith(old);
    const { migrations, findings } = await adopt(root, tool);
    expect(findings, tool).toEqual([]);
    expect(migrations, tool).toEqual([
      { original: expect.any(String), folder: "20010101000000_1_i", noTransaction: { up: true, down: true } },
    ]);
    const folder = join(root, MODULE, "migrations/20010101000000_1_i");
    const original = migrations[0]!.original;
    expect(filesIn(folder), tool).toEqual({
      "up.sql": `-- strata: adopted ${tool} ${original}\n${header}${up}`,
      "down.sql": `${header}${down}`,
    });
  }
});

test("what the SQL needs before it can run is told with its place: where it was written, or in the original", async () => {
  const old = {
    "1_a.sql": "-- migrate:up\nBEGIN;\n\\set x 1\n-- migrate:down\n",
    "2_b.sql": "-- migrate:up\nSELECT 1;\n-- migrate:down\nCOPY t FROM STDIN;\n1\n\\.\n",
  };
  const root = workspaceWith(old);
  const dry = await adopt(root, "dbmate", { write: false });
  expect(dry.written).toBe(false);
  expect(existsSync(join(root, MODULE, "migrations"))).toBe(false);
  expect(found(root, dry)).toEqual(["SQL_SYNTAX old/1_a.sql:3:1", "SQL_SYNTAX old/2_b.sql:5:1"]);
  const wet = await adopt(root, "dbmate");
  expect(found(root, wet)).toEqual([
    "SQL_SYNTAX modules/shop/migrations/20010101000000_1_a/up.sql:3:1",
    "SQL_SYNTAX modules/shop/migrations/20010101000140_2_b/down.sql:2:1",
  ]);
  expect(wet.findings.map(({ message }) => message)).toEqual([
    "\\set is a command of psql, not SQL.",
    "Rows behind COPY FROM STDIN are understood by psql only.",
  ]);
  // The same that a check of the workspace finds.
  const { findings } = await checkWorkspace({ cwd: root, env: {} });
  expect(findings.map(({ code, place }) => [code, place])).toEqual(
    wet.findings.map(({ code, place }) => [code, place]),
  );
});

test("all problems of a history at once, and nothing is written", async () => {
  const root = workspaceWith({
    "1_a.up.sql": "SELECT 1;",
    "01_b.up.sql": "SELECT 1;",
    "2_c.down.sql": "SELECT 1;",
    "3_d.up.sql": new Uint8Array([0x53, 0xff, 0x0a]),
    "4_e.up.sql": { link: "nowhere.sql" },
    "README.md": "read me",
  });
  const error = await failure(adopt(root, "golang-migrate"));
  expect(found(root, error).toSorted()).toEqual([
    "ADOPT_DOWN_ALONE old/2_c.down.sql",
    "ADOPT_LEFT_OUT old/README.md",
    "ADOPT_TWICE old/1_a.up.sql",
    "FILE_ENCODING old/3_d.up.sql:1:undefined",
    "FILE_UNREADABLE old/4_e.up.sql",
  ]);
  expect(error.exitCode).toBe(3);
  expect(Object.keys(filesIn(join(root, MODULE)))).toEqual(["package.json"]);
});

test.each<[string, (root: string) => Partial<AdoptOptions>, string]>([
  ["an unknown module", () => ({ module: "shops" }), "MODULE_UNKNOWN"],
  ["a module that is installed", () => ({ module: "sys-core" }), "USAGE"],
  ["a folder that is not there", () => ({ directory: "elsewhere" }), "FILE_UNREADABLE"],
  ["a file instead of a folder", () => ({ directory: "package.json" }), "FILE_UNREADABLE"],
  ["a folder without migrations", () => ({ directory: "modules" }), "ADOPT_NOTHING"],
  ["another tool's folder", () => ({ from: "diesel" }), "ADOPT_NOTHING"],
])("%s is refused", async (_, options, code) => {
  const root = workspaceWith({ "1_a.sql": "-- migrate:up\n-- migrate:down\n" });
  const error = await failure(adopt(root, "dbmate", options(root)));
  expect(error.code).toBe(code);
  expect(Object.keys(filesIn(join(root, MODULE)))).toEqual(["package.json"]);
});

test("a module with migrations is left as it is; a folder kept by git alone is filled", async () => {
  const root = workspaceWith({
    "1_a.sql": "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;\n",
    "../modules/shop/migrations/.gitkeep": "",
  });
  await adopt(root, "dbmate");
  const migrations = join(root, MODULE, "migrations");
  const files = filesIn(migrations);
  expect(Object.keys(files)).toEqual([".gitkeep", "20010101000000_1_a/down.sql", "20010101000000_1_a/up.sql"]);
  expect(readdirSync(join(root, MODULE)).toSorted()).toEqual(["migrations", "package.json"]);
  const error = await failure(adopt(root, "dbmate"));
  expect(error.code).toBe("ADOPT_NOT_EMPTY");
  expect(filesIn(migrations)).toEqual(files);
});

test("names that no folder could have, and text that no comment could hold", async () => {
  const root = workspaceWith({
    "20200101000000.sql": "-- migrate:up\nSELECT 1;\n",
    "20200102000000_Ünïcode Name!.sql": "\uFEFF-- migrate:up\r\nSELECT 'a\r\nb';\r\n",
    "20200103000000_x\nDROP TABLE y;.sql": "-- migrate:up\nSELECT 1;\n",
    [`20200104000000_${"long".repeat(50)}.sql`]: "-- migrate:up\nSELECT 1;\n",
  });
  const { migrations, findings } = await adopt(root, "dbmate");
  expect(findings).toEqual([]);
  expect(migrations.map(({ folder }) => folder)).toEqual([
    "20200101000000_migration",
    "20200102000000_unicode_name",
    "20200103000000_x_drop_table_y",
    `20200104000000_${"long".repeat(25)}`,
  ]);
  const upOf = (folder: string): string => readFileSync(join(root, MODULE, "migrations", folder, "up.sql"), "utf8");
  expect(upOf("20200102000000_unicode_name")).toBe(
    "-- strata: adopted dbmate 20200102000000_Ünïcode Name!.sql\nSELECT 'a\nb';\n",
  );
  expect(upOf("20200103000000_x_drop_table_y")).toBe(
    "-- strata: adopted dbmate 20200103000000_x\\u000aDROP TABLE y;.sql\nSELECT 1;\n",
  );
  expect((await checkWorkspace({ cwd: root, env: {} })).findings).toEqual([]);
});

test("names without a schema are told to a module whose first schema is its own", async () => {
  const root = workspaceWith({ "1_a.up.sql": "SELECT 1;", "2_b.up.sql": "-- b\nCREATE TABLE item (id int);" }, {});
  expect(found(root, await adopt(root, "golang-migrate"))).toEqual(["ADOPT_SCHEMA old/2_b.up.sql:2:1"]);
  const qualified = workspaceWith({ "1_a.up.sql": "CREATE SCHEMA shop; CREATE TABLE item (id int);" }, {});
  expect((await adopt(qualified, "golang-migrate")).findings).toEqual([]);
});

test("a link in the module that leads out of it is not followed", async () => {
  const root = workspaceWith({
    "1_a.sql": "-- migrate:up\n-- migrate:down\n",
    "../modules/shop/migrations": { link: "../../old" },
  });
  const error = await failure(adopt(root, "dbmate"));
  expect(error.code).toBe("PATH_OUTSIDE_MODULE");
  expect(readdirSync(join(root, "old"))).toEqual(["1_a.sql"]);
});
