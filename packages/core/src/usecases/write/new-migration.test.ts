import { readFileSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { SYS_CORE_DIRECTORY } from "../../../test/support/sys-core.js";
import { addToTree, temporaryTree, type TreeEntry } from "../../../test/support/temporary-tree.js";
import { addModule } from "./add-module.js";
import { checkWorkspace } from "../look/check-workspace.js";
import { newMigration } from "./new-migration.js";
import { restampMigration } from "./restamp.js";

const now = new Date("2026-11-20T10:15:00Z");
const sysCoreVersion = readdirSync(join(SYS_CORE_DIRECTORY, "migrations")).toSorted().at(-1)!.slice(0, 14);

const workspace: Readonly<Record<string, TreeEntry>> = {
  "pnpm-workspace.yaml": "packages:\n  - modules/*\n",
  "package.json": { name: "@acme/root" },
  "modules/billing/package.json": { name: "@acme/billing", strata: {} },
  "modules/billing/migrations/20261119000000_first/up.sql": "-- nothing yet\n",
  "modules/shop/package.json": { name: "@acme/shop", dependencies: { "@acme/billing": "workspace:*" }, strata: {} },
};

async function expectSound(cwd: string): Promise<void> {
  const { findings } = await checkWorkspace({ cwd, env: {} });
  expect(findings).toEqual([]);
}

test("a new migration requires the newest of its dependencies and passes every check", async () => {
  const root = temporaryTree(workspace);
  const made = await newMigration({ cwd: root, module: "shop", name: "Create order!", now });
  expect(made).toEqual({
    module: "shop",
    version: "20261120101500",
    name: "create_order",
    directory: join(root, "modules/shop/migrations/20261120101500_create_order"),
    files: ["down.sql", "up.sql"],
  });
  expect(readFileSync(join(made.directory, "up.sql"), "utf8")).toBe(
    `-- strata: requires billing@20261119000000\n-- strata: requires sys-core@${sysCoreVersion}\n\n-- The new shape. Unqualified names mean the schema shop.\n`,
  );
  await expectSound(root);
});

test("within one second and against the clock stamps still grow", async () => {
  const root = temporaryTree({ ...workspace, "modules/billing/migrations/20261120235959_late/up.sql": "" });
  const versions = [];
  for (const name of ["one", "two"])
    versions.push((await newMigration({ cwd: root, module: "shop", name, now })).version);
  expect(versions).toEqual(["20261121000000", "20261121000001"]);
});

test("with a transform, and after one, there is a frozen schema", async () => {
  const root = temporaryTree(workspace);
  const first = await newMigration({ cwd: join(root, "modules/shop"), name: "move", withTransform: true, now });
  expect(first.files).toEqual(["down.sql", "schema.ts", "transform.ts", "up.sql"]);
  addToTree(first.directory, { "schema.ts": "export const order = 1;\n" });
  const second = await newMigration({ cwd: join(root, "modules/shop/migrations"), name: "next", now });
  expect(second).toMatchObject({ module: "shop", files: ["down.sql", "schema.ts", "up.sql"] });
  expect(readFileSync(join(second.directory, "schema.ts"), "utf8")).toBe("export const order = 1;\n");
  const third = await newMigration({ cwd: second.directory, name: "move on", withTransform: true, now });
  expect(readFileSync(join(third.directory, "transform.ts"), "utf8")).toContain(
    `type Before = typeof import("../${basename(second.directory)}/schema.js");\n`,
  );
  await expectSound(root);
});

test.each<[string, { module?: string; name: string }, string, string]>([
  ["a name without letters", { module: "shop", name: "!!" }, "USAGE", "no letter or digit"],
  ["an unknown module", { module: "shopp", name: "x" }, "MODULE_UNKNOWN", 'Did you mean "shop"?'],
  ["no module, from the root", { name: "x" }, "USAGE", "cannot be told from the folder"],
  ["a module that is not ours", { module: "sys-core", name: "x" }, "USAGE", "is installed in"],
])("refuses %s", async (_what, options, code, message) => {
  const root = temporaryTree(workspace);
  await expect(newMigration({ cwd: root, now, ...options })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});

test("a new module is found, checked, and extends the workspace only when it has to", async () => {
  const root = temporaryTree({
    ...workspace,
    "package.json": { name: "@acme/root", devDependencies: { "@strata/cli": "1" } },
  });
  const ledger = await addModule({ cwd: join(root, "modules/shop"), name: "ledger", dependsOn: ["billing"], now });
  expect(ledger).toEqual({
    name: "ledger",
    packageName: "@acme/ledger",
    directory: join(root, "modules/ledger"),
    files: [
      "README.md",
      "migrations/20261120101500_create_ledger/down.sql",
      "migrations/20261120101500_create_ledger/up.sql",
      "package.json",
    ],
    addedPattern: undefined,
  });
  expect(JSON.parse(readFileSync(join(ledger.directory, "package.json"), "utf8"))).toEqual({
    name: "@acme/ledger",
    version: "0.0.0",
    private: true,
    type: "module",
    files: ["LATEST", "migrations"],
    scripts: { check: "strata check" },
    peerDependencies: { "@acme/billing": "workspace:*" },
    devDependencies: { "@acme/billing": "workspace:*" },
    strata: {},
  });
  await expectSound(root);
  await expect(newMigration({ cwd: ledger.directory, name: "next", now })).resolves.toMatchObject({
    module: "ledger",
    version: "20261120101501",
  });
  const up = readFileSync(join(ledger.directory, "migrations/20261120101500_create_ledger/up.sql"), "utf8");
  expect(up).toContain("-- strata: requires billing@20261119000000\n");
  expect(up).toContain('CREATE SCHEMA "ledger";');
});

test.each<[string, Readonly<Record<string, TreeEntry>>, string, string]>([
  [
    "pnpm's list, with its comments",
    { "pnpm-workspace.yaml": "# all\npackages:\n    - 'apps/*' # apps\n\n# below\ncatalog:\n  x: 1\n" },
    "pnpm-workspace.yaml",
    "# all\npackages:\n    - 'apps/*' # apps\n    - \"db/*\"\n\n# below\ncatalog:\n  x: 1\n",
  ],
  [
    "pnpm's flow list",
    { "pnpm-workspace.yaml": "packages: [apps/*] # apps\n" },
    "pnpm-workspace.yaml",
    "packages: [ apps/*, db/* ] # apps\n",
  ],
  [
    "a pnpm-workspace.yaml without packages",
    { "pnpm-workspace.yaml": "# settings\nnodeLinker: isolated\n" },
    "pnpm-workspace.yaml",
    "# settings\nnodeLinker: isolated\npackages:\n  - db/*\n",
  ],
  [
    "npm's list",
    { "package.json": '{\n\t"workspaces": ["apps/*"],\n\t"name": "r"\n}\n' },
    "package.json",
    '{\n\t"workspaces": ["apps/*", "db/*"],\n\t"name": "r"\n}\n',
  ],
  [
    "yarn's object",
    { "package.json": '{\n  "workspaces": { "packages": [] }\n}' },
    "package.json",
    '{\n  "workspaces": {\n    "packages": ["db/*"]\n  }\n}',
  ],
])("a folder that no pattern matches is added to %s", async (_what, tree, file, expected) => {
  const root = temporaryTree({ "package.json": { name: "r" }, ...tree });
  const { addedPattern, packageName } = await addModule({ cwd: root, name: "one", directory: "db/one", now });
  expect([addedPattern, packageName]).toEqual(["db/*", "one"]);
  const text = readFileSync(join(root, file), "utf8");
  expect(
    text
      .replaceAll(/\[\s+"/g, '["')
      .replaceAll(/",\s+"/g, '", "')
      .replaceAll(/"\s+\]/g, '"]'),
  ).toBe(expected);
  await expectSound(root);
  const second = await addModule({ cwd: root, name: "two", directory: "db/two", dependsOn: ["one"], scope: "@x", now });
  expect(second).toMatchObject({ addedPattern: undefined, packageName: "@x/two" });
  await expectSound(root);
});

test.each<[string, { name: string; directory?: string; dependsOn?: string[]; scope?: string }, string]>([
  ["a name that is none", { name: "Ledger" }, "USAGE"],
  ["a name that is taken", { name: "billing" }, "MODULE_NAME_TAKEN"],
  ["sys-core", { name: "sys-core" }, "MODULE_NAME_TAKEN"],
  ["a schema that is claimed", { name: "stock" }, "CLAIM_TAKEN"],
  ["an unknown dependency", { name: "x", dependsOn: ["biling"] }, "MODULE_UNKNOWN"],
  ["a folder outside", { name: "x", directory: "../x" }, "PATH_OUTSIDE_MODULE"],
  ["a folder that is there", { name: "x", directory: "modules/shop" }, "WRITE_FAILED"],
  ["a folder that is excluded", { name: "x", directory: "no/x" }, "WORKSPACE_INVALID"],
  ["a bad scope", { name: "x", scope: "@A B" }, "USAGE"],
])("module add refuses %s and leaves nothing behind", async (_what, options, code) => {
  const root = temporaryTree({
    ...workspace,
    "pnpm-workspace.yaml": "packages:\n  - modules/*\n  - '!no/**'\n",
    "modules/shop/package.json": { name: "@acme/shop", strata: { owns: ["shop.*", "stock.*"] } },
    "no/": "",
  });
  const before = readdirSync(root, { recursive: true }).map(String).toSorted();
  await expect(addModule({ cwd: root, now, ...options })).rejects.toMatchObject({ code });
  expect(readdirSync(root, { recursive: true }).map(String).toSorted()).toEqual(before);
});

test("a lone package cannot hold modules", async () => {
  const root = temporaryTree({ "package.json": { name: "lone" } });
  await expect(addModule({ cwd: root, name: "x", now })).rejects.toMatchObject({
    code: "WORKSPACE_INVALID",
    hint: expect.stringContaining("strata init"),
  });
});

test("a restamp gives a newer stamp and keeps the older ones as headers", async () => {
  const folder = "modules/billing/migrations/20261101000000_late";
  const root = temporaryTree({
    ...workspace,
    [`${folder}/up.sql`]: "-- strata: was 20261001000000\r\n-- why\r\nselect 1;\r\n",
    [`${folder}/down.sql`]: "select 2;",
    [`${folder}/bootstrap.json`]: "{}",
    "modules/shop/migrations/20261102000000_x/up.sql": "-- strata: requires billing@20261101000000\n",
  });
  const done = await restampMigration({ cwd: root, module: "billing", migration: "20261101000000", now });
  const directory = join(root, "modules/billing/migrations/20261120101500_late");
  expect(done).toEqual({ module: "billing", from: "20261101000000", to: "20261120101500", directory, stillNaming: [] });
  expect(readFileSync(join(directory, "up.sql"), "utf8")).toBe(
    "-- strata: was 20261001000000\r\n-- strata: was 20261101000000\r\n-- why\r\nselect 1;\r\n",
  );
  expect(readdirSync(directory).toSorted()).toEqual(["bootstrap.json", "down.sql", "up.sql"]);
  expect(readdirSync(join(root, "modules/billing/migrations")).toSorted()).toEqual([
    "20261119000000_first",
    "20261120101500_late",
  ]);
  await expectSound(root);
});

test("one of two migrations with one version is restamped by its folder, without a header", async () => {
  const root = temporaryTree({ ...workspace, "modules/billing/migrations/20261119000000_second/up.sql": "-- two\n" });
  await expect(
    restampMigration({ cwd: root, module: "billing", migration: "20261119000000", now }),
  ).rejects.toMatchObject({
    code: "USAGE",
    hint: expect.stringContaining("20261119000000_first or 20261119000000_second"),
  });
  const { directory } = await restampMigration({
    cwd: root,
    module: "billing",
    migration: "20261119000000_second",
    now,
  });
  expect(readFileSync(join(directory, "up.sql"), "utf8")).toBe("-- two\n");
  await expectSound(root);
});

test("a restamp names the files that would not find the folder any more, and gives a folder without up.sql one", async () => {
  const root = temporaryTree({
    "pnpm-workspace.yaml": "packages:\n  - modules/*\n",
    "modules/billing/package.json": { name: "billing", strata: {} },
    "modules/billing/migrations/20261101000000_a/transform.ts":
      'import "../20261101000000_a/schema.js";\nexport const up = 1, down = 1;\n',
    "modules/billing/migrations/20261102000000_b/schema.ts": 'export * from "../20261101000000_a/schema.js";\n',
    "modules/billing/migrations/20261102000000_b/up.sql": "",
  });
  const { directory, stillNaming } = await restampMigration({
    cwd: root,
    module: "billing",
    migration: "20261101000000",
    now,
  });
  expect(stillNaming).toEqual([
    join(directory, "transform.ts"),
    join(root, "modules/billing/migrations/20261102000000_b/schema.ts"),
  ]);
  expect(readFileSync(join(directory, "up.sql"), "utf8")).toBe("-- strata: was 20261101000000\n");
});

test("a restamp that would close a cycle is refused and changes nothing", async () => {
  const root = temporaryTree({
    ...workspace,
    "modules/billing/migrations/20261119000001_second/up.sql": "-- strata: requires billing@20261119000000\n",
  });
  const folder = join(root, "modules/billing/migrations");
  await expect(
    restampMigration({ cwd: root, module: "billing", migration: "20261119000000", now }),
  ).rejects.toMatchObject({ code: "MIGRATION_CYCLE" });
  await expect(
    restampMigration({ cwd: root, module: "billing", migration: "20200101000000", now }),
  ).rejects.toMatchObject({ code: "VERSION_UNKNOWN" });
  expect(readdirSync(folder).toSorted()).toEqual(["20261119000000_first", "20261119000001_second"]);
  expect(readFileSync(join(folder, "20261119000000_first/up.sql"), "utf8")).toBe("-- nothing yet\n");
});
