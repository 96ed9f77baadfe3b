import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type TreeEntry, addToTree, temporaryTree } from "../../test/support/temporary-tree.js";
import { StrataError } from "../errors/strata-error.js";
import { formatPlace } from "../types/place.js";
import { readRootConfig } from "./read-root-config.js";

const never = { loadTypeScript: () => Promise.reject(new Error("nothing is loaded")) };

async function failure(
  tree: Readonly<Record<string, TreeEntry>>,
  loaded?: unknown,
): Promise<{ error: StrataError; problems: string[] }> {
  const root = temporaryTree(tree);
  const error: unknown = await readRootConfig(
    root,
    loaded === undefined ? never : { loadTypeScript: () => Promise.resolve(loaded) },
  ).catch((error: unknown) => error);
  if (!(error instanceof StrataError)) throw error;
  const problems = (error.details.findings ?? []).map(
    ({ code, place, message }) =>
      `${code} ${formatPlace(place!).slice(root.length + 1)} ${message.replaceAll(`${root}/`, "")}`,
  );
  return { error, problems };
}

test("without a file everything is a default", async () => {
  expect(await readRootConfig(temporaryTree({}), never)).toEqual({
    file: undefined,
    postgres: 18,
    extensionSchema: "public",
    targets: {},
    roles: [],
    allow: { extensions: [] },
  });
});

test("strata.config.json is read with its defaults", async () => {
  const root = temporaryTree({
    "strata.config.json": {
      $schema: "./node_modules/@strata/core/config.schema.json",
      postgres: 16,
      targets: { local: { url: "postgres://u:secret@h/d" }, one: { url: "$URL", modules: ["a"] } },
      scratchUrl: "$SCRATCH",
      roles: ["app"],
      allow: { extensions: ["postgis"] },
    },
  });
  expect(await readRootConfig(root, never)).toEqual({
    file: join(root, "strata.config.json"),
    postgres: 16,
    extensionSchema: "public",
    targets: { local: { url: "postgres://u:secret@h/d" }, one: { url: "$URL", modules: ["a"] } },
    scratchUrl: "$SCRATCH",
    roles: ["app"],
    allow: { extensions: ["postgis"] },
  });
});

test("every problem is reported with its place, and no URL is printed", async () => {
  const { error, problems } = await failure({
    "strata.config.json": {
      postgress: 1,
      postgres: 14,
      extensionSchema: "",
      targets: { a: { url: "mysql://u:secret@h" }, b: "postgres://u:secret@h", c: { url: "$A B", module: [] } },
      allow: { extensions: "postgis" },
    },
  });
  expect(problems.toSorted()).toEqual(
    [
      "CONFIG_INVALID strata.config.json:9:10 root configuration: targets.b must be an object with `url` and, if not all of them, `modules`",
      "CONFIG_INVALID strata.config.json:11:14 root configuration: targets.c.url must start with postgres:// or postgresql://, or be $NAME of an environment variable that holds such a URL",
      'CONFIG_INVALID strata.config.json:12:7 root configuration: unknown key "module". Did you mean "modules"?',
      "CONFIG_INVALID strata.config.json:16:19 root configuration: allow.extensions must be a list of names of extensions",
      'CONFIG_INVALID strata.config.json:2:3 root configuration: unknown key "postgress". Did you mean "postgres"?',
      "CONFIG_INVALID strata.config.json:3:15 root configuration: postgres must be 15, 16, 17 or 18",
      "CONFIG_INVALID strata.config.json:4:22 root configuration: extensionSchema must not be empty",
      "CONFIG_INVALID strata.config.json:7:14 root configuration: targets.a.url must start with postgres:// or postgresql://, or be $NAME of an environment variable that holds such a URL",
    ].toSorted(),
  );
  expect(error.exitCode).toBe(3);
  expect(JSON.stringify([error.message, error.hint, error.details])).not.toContain("secret");
});

test.each<[string, Readonly<Record<string, TreeEntry>>, unknown, string]>([
  ["broken JSON", { "strata.config.json": '{ "postgres": }' }, undefined, "CONFIG_INVALID strata.config.json:1:15"],
  [
    "no object",
    { "strata.config.json": "[]" },
    undefined,
    "CONFIG_INVALID strata.config.json:1:1 root configuration: the value must be an object",
  ],
  [
    "bytes that are no text",
    { "strata.config.json": Buffer.from([0xff]) },
    undefined,
    "FILE_ENCODING strata.config.json",
  ],
  [
    "no default export",
    { "strata.config.ts": "" },
    { config: {} },
    "CONFIG_INVALID strata.config.ts strata.config.ts has no default export",
  ],
  [
    "a wrong value in TypeScript",
    { "strata.config.ts": "" },
    { default: { postgres: 9 } },
    "CONFIG_INVALID strata.config.ts root configuration: postgres must be",
  ],
])("refuses %s", async (_what, tree, loaded, expected) => {
  const { problems } = await failure(tree, loaded);
  expect(problems).toEqual([expect.stringContaining(expected)]);
});

test("both forms at once are an error", async () => {
  const { error } = await failure({ "strata.config.json": "{}", "strata.config.ts": "export default {}" });
  expect(error.code).toBe("CONFIG_TWICE");
});

test("the value of a strata.config.ts is kept by the hash of its sources", async () => {
  const root = temporaryTree({
    "strata.config.ts": 'import { major } from "./major.js";\nexport default { postgres: major };\n',
    "major.ts": "export const major = 17;\n",
  });
  let loads = 0;
  const loadTypeScript = (): Promise<unknown> =>
    Promise.resolve({ default: { postgres: 17, extensionSchema: `load_${(loads += 1)}` } });
  const read = async (): Promise<string> => (await readRootConfig(root, { loadTypeScript })).extensionSchema;
  expect([await read(), await read()]).toEqual(["load_1", "load_1"]);
  expect(statSync(join(root, ".strata/config.json")).mode & 0o777).toBe(0o600);
  addToTree(root, { "major.ts": "export const major = 18;\n" });
  expect([await read(), await read()]).toEqual(["load_2", "load_2"]);
  addToTree(root, { ".strata/config.json": "{ torn" });
  expect(await read()).toBe("load_3");
  rmSync(join(root, ".strata"), { recursive: true });
  addToTree(root, { ".strata": "a file where the folder should be" });
  expect([await read(), await read()]).toEqual(["load_4", "load_5"]);
});

test.each([
  "export default { targets: { a: { url: process.env.URL } } };",
  'import { readFileSync } from "node:fs";\nexport default JSON.parse(readFileSync("x", "utf8"));',
  'import shared from "@acme/config";\nexport default shared;',
  'export default (await import("./other.js")).default;',
  "export default { extensionSchema: `s${Date.now()}` };",
  'import x from "./missing.js";\nexport default x;',
])("what reads more than its sources is never kept: %j", async (source) => {
  const root = temporaryTree({ "strata.config.ts": source });
  let loads = 0;
  const loadTypeScript = (): Promise<unknown> =>
    Promise.resolve({ default: { extensionSchema: `load_${(loads += 1)}` } });
  await readRootConfig(root, { loadTypeScript });
  await readRootConfig(root, { loadTypeScript });
  expect(loads).toBe(2);
  expect(() => readFileSync(join(root, ".strata/config.json"))).toThrow("ENOENT");
});
