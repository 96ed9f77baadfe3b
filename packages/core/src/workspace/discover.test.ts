import { join } from "node:path";
import { expect, test } from "vitest";
import { SYS_CORE_DIRECTORY } from "../../test/support/sys-core.js";
import { type TreeEntry, temporaryTree } from "../../test/support/temporary-tree.js";
import { formatPlace } from "../types/place.js";
import { discover } from "./discover.js";
import type { Workspace } from "./workspace.js";

type Tree = Readonly<Record<string, TreeEntry>>;

async function discoverTree(tree: Tree, cwd = ""): Promise<Workspace & { readonly problems: string[] }> {
  const root = temporaryTree(tree);
  const workspace = await discover({
    cwd: join(root, cwd),
    sysCoreDirectory: SYS_CORE_DIRECTORY,
    now: new Date("2026-11-20T12:00:00Z"),
  });
  const problems = workspace.findings.map(
    ({ code, place, message }) =>
      `${code} ${place === undefined ? "" : formatPlace(place).replace(`${root}/`, "")} ${message.replaceAll(`${root}/`, "")}`,
  );
  return { ...workspace, problems };
}

const pnpm = (tree: Tree): Tree => ({
  "pnpm-workspace.yaml": "packages:\n  - modules/*\n",
  "package.json": { name: "root" },
  ...tree,
});

test("a workspace's modules, their defaults and dependencies", async () => {
  const workspace = await discoverTree(
    pnpm({
      "modules/sys-account/package.json": { name: "@acme/sys-account", version: "1.2.3", strata: {} },
      "modules/billing/package.json": {
        name: "@acme/billing-module",
        dependencies: { "@acme/plain": "workspace:*" },
        peerDependencies: { "@acme/sys-account": "workspace:*" },
        devDependencies: { "@acme/sys-account": "workspace:*", "@acme/other": "workspace:*" },
        strata: {
          name: "billing",
          was: ["invoicing"],
          owns: ["billing.*", { claim: "public.invoice", from: "20270101000000" }],
          migrations: "db/migrations",
          allow: { IDENTIFIER_TOO_LONG: "old names" },
        },
      },
      "modules/other/package.json": { name: "@acme/other", strata: {} },
      "modules/plain/package.json": { name: "@acme/plain" },
      "modules/empty/": "",
    }),
  );
  expect(workspace.problems).toEqual([]);
  expect(workspace.modules.map(({ name }) => name)).toEqual(["billing", "other", "sys-account", "sys-core"]);
  const root = workspace.root;
  expect(workspace.modules[0]).toEqual({
    name: "billing",
    was: ["invoicing"],
    packageName: "@acme/billing-module",
    packageVersion: undefined,
    directory: join(root, "modules/billing"),
    manifestFile: join(root, "modules/billing/package.json"),
    migrationsDirectory: join(root, "modules/billing/db/migrations"),
    owns: [
      { text: "billing.*", schema: "billing", name: "*" },
      { text: "public.invoice", schema: "public", name: "invoice", from: "20270101000000" },
    ],
    dependencies: ["sys-account", "sys-core"],
    allow: { IDENTIFIER_TOO_LONG: "old names" },
    origin: "workspace",
  });
  expect(workspace.modules[2]).toMatchObject({
    packageVersion: "1.2.3",
    owns: [{ text: "sys_account.*" }],
    dependencies: ["sys-core"],
  });
  expect(workspace.modules[3]).toMatchObject({
    name: "sys-core",
    origin: "built-in",
    directory: SYS_CORE_DIRECTORY,
    dependencies: [],
  });
  expect(workspace.migrations.map(({ module }) => module)).toContain("sys-core");
});

test("a sys-core of the workspace goes before the built-in one", async () => {
  const { modules, problems } = await discoverTree(
    pnpm({ "modules/core/package.json": { name: "@strata/sys-core", strata: {} } }),
  );
  expect(problems).toEqual([]);
  expect(modules).toEqual([expect.objectContaining({ name: "sys-core", origin: "workspace" })]);
});

test.each<[string, Tree, string]>([
  [
    "pnpm-workspace.yaml with a block list",
    { "pnpm-workspace.yaml": "# packages\npackages:\n- 'a/*' # apps\n\n- \"b\"\n\ncatalog:\n  x: 1\n" },
    "a/one a/two b",
  ],
  ["flow lists, by the YAML parser", { "pnpm-workspace.yaml": "packages: ['a/*', b]\n" }, "a/one a/two b"],
  ["two stars and negation", { "pnpm-workspace.yaml": "packages:\n  - '**'\n  - '!a/two'\n  - '!c/**'\n" }, "a/one b"],
  ["dots and slashes", { "pnpm-workspace.yaml": "packages:\n  - ./a/one/\n" }, "a/one"],
  ["npm's list", { "package.json": { name: "r", workspaces: ["a/*"] } }, "a/one a/two"],
  ["yarn's object", { "package.json": { name: "r", workspaces: { packages: ["b"] } } }, "b"],
  ["npm's negation", { "package.json": { name: "r", workspaces: ["a/*", "!a/one"] } }, "a/two"],
  ["no packages", { "pnpm-workspace.yaml": "catalog: {}\n" }, ""],
])("packages are found by %s", async (_what, tree, expected) => {
  const strata = (name: string): TreeEntry => ({ name, strata: {} });
  const { modules, problems, root } = await discoverTree({
    "package.json": { name: "root" },
    ...tree,
    "a/one/package.json": strata("one"),
    "a/two/package.json": strata("two"),
    "a/one/node_modules/hidden/package.json": strata("hidden"),
    "b/package.json": strata("b"),
    "c/d/package.json": strata("d"),
  });
  expect(problems).toEqual([]);
  const found = modules
    .filter(({ origin }) => origin === "workspace")
    .map(({ directory }) => directory.slice(root.length + 1));
  expect(found.toSorted().join(" ")).toBe(expected);
});

test("the root is found from below, a lone package is its own workspace, and nothing is an error", async () => {
  const { modules, root } = await discoverTree(
    { "package.json": { name: "lone", strata: {} }, "src/deep/": "" },
    "src/deep",
  );
  expect(modules.map(({ name, directory }) => [name, directory])).toContainEqual(["lone", root]);
  const nothing = temporaryTree({ "x/": "" });
  await expect(discover({ cwd: join(nothing, "x"), sysCoreDirectory: SYS_CORE_DIRECTORY })).rejects.toMatchObject({
    code: "WORKSPACE_NOT_FOUND",
    hint: expect.stringContaining("strata init"),
  });
  await expect(discover({ cwd: join(nothing, "gone"), sysCoreDirectory: SYS_CORE_DIRECTORY })).rejects.toMatchObject({
    code: "WORKSPACE_NOT_FOUND",
  });
});

test("installed modules are found through links, hidden package.json files and other modules", async () => {
  const store = "node_modules/.pnpm";
  const { modules, problems } = await discoverTree(
    pnpm({
      "package.json": {
        name: "root",
        optionalDependencies: { "@vendor/audit": "1" },
        devDependencies: { "@vendor/dev": "1" },
      },
      "modules/shop/package.json": { name: "shop", dependencies: { "@vendor/billing": "^1", plain: "1" }, strata: {} },
      "modules/shop/node_modules/@vendor/billing": {
        link: `../../../../${store}/billing/node_modules/@vendor/billing`,
      },
      "modules/shop/node_modules/plain/package.json": { name: "plain" },
      [`${store}/billing/node_modules/@vendor/billing/package.json`]: {
        name: "@vendor/billing",
        version: "1.0.0",
        exports: { "./schema": "./schema.js" },
        peerDependencies: { "@vendor/tax": "1" },
        strata: {},
      },
      // A neighbour in the virtual store: reachable from the real path of billing only.
      [`${store}/billing/node_modules/@vendor/tax`]: { link: "../../../tax/node_modules/@vendor/tax" },
      [`${store}/tax/node_modules/@vendor/tax/package.json`]: {
        name: "@vendor/tax",
        version: "2.0.0",
        strata: { owns: ["tax.*"] },
      },
      "node_modules/@vendor/audit/package.json": { name: "@vendor/audit", version: "1.0.0", strata: {} },
      "node_modules/@vendor/dev/package.json": { name: "@vendor/dev", version: "1.0.0", strata: {} },
      "node_modules/@vendor/unasked/package.json": { name: "@vendor/unasked", version: "1.0.0", strata: {} },
    }),
  );
  expect(problems).toEqual([]);
  expect(modules.map(({ name, origin, dependencies }) => [name, origin, dependencies.join(" ")])).toEqual([
    ["audit", "installed", "sys-core"],
    ["billing", "installed", "sys-core tax"],
    ["shop", "workspace", "billing sys-core"],
    ["sys-core", "built-in", ""],
    ["tax", "installed", "sys-core"],
  ]);
});

test("one version in two folders is one module, two versions are an error that names both", async () => {
  const tree = (second: string): Tree =>
    pnpm({
      "modules/a/package.json": { name: "a", dependencies: { tax: "*" }, strata: {} },
      "modules/b/package.json": { name: "b", dependencies: { tax: "*" }, strata: {} },
      "modules/a/node_modules/tax/package.json": { name: "tax", version: "1.0.0", strata: {} },
      "modules/b/node_modules/tax/package.json": { name: "tax", version: second, strata: {} },
    });
  const same = await discoverTree(tree("1.0.0"));
  expect(same.problems).toEqual([]);
  expect(same.modules.filter(({ name }) => name === "tax")).toHaveLength(1);
  expect(same.modules.find(({ name }) => name === "b")!.dependencies).toContain("tax");
  const { problems } = await discoverTree(tree("2.0.0"));
  expect(problems).toEqual([
    "MODULE_TWICE modules/b/node_modules/tax/package.json:3:14 the module tax is there twice: version 1.0.0 in modules/a/node_modules/tax and version 2.0.0 in modules/b/node_modules/tax",
  ]);
});

test("an installed sys-core gives way to the built-in one, and a workspace that is not installed knows its own packages", async () => {
  const { modules, problems } = await discoverTree(
    pnpm({
      "modules/a/package.json": {
        name: "a",
        dependencies: { "@strata/sys-core": "1", b: "workspace:^", alias: "workspace:c@*" },
        strata: {},
      },
      "modules/a/node_modules/@strata/sys-core/package.json": {
        name: "@strata/sys-core",
        version: "0.0.1",
        strata: {},
      },
      "modules/b/package.json": { name: "b", dependencies: { "@strata/sys-core": "1" }, strata: {} },
      "modules/c/package.json": { name: "c", strata: {} },
    }),
  );
  expect(problems).toEqual([]);
  expect(modules.map(({ name, dependencies }) => `${name}: ${dependencies.join(" ")}`)).toEqual([
    "a: b c sys-core",
    "b: sys-core",
    "c: sys-core",
    "sys-core: ",
  ]);
});

test("a copy of a workspace's own package is that package", async () => {
  const { modules, problems, root } = await discoverTree(
    pnpm({
      "modules/a/package.json": { name: "a", dependencies: { b: "workspace:*" }, strata: {} },
      "modules/b/package.json": { name: "b", version: "1.0.0", strata: {} },
      "modules/a/node_modules/b/package.json": { name: "b", version: "1.0.0", strata: {} },
    }),
  );
  expect(problems).toEqual([]);
  expect(modules[0]).toMatchObject({ name: "a", dependencies: ["b", "sys-core"] });
  expect(modules[1]).toMatchObject({ name: "b", directory: join(root, "modules/b"), origin: "workspace" });
});
