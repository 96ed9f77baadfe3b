import { join } from "node:path";
import { expect, test } from "vitest";
import { SYS_CORE_DIRECTORY } from "../../test/support/sys-core.js";
import { type TreeEntry, temporaryTree } from "../../test/support/temporary-tree.js";
import { formatPlace } from "../types/place.js";
import { discover } from "./discover.js";

type Tree = Readonly<Record<string, TreeEntry>>;

/** Modules by folder; each finding as `code file:line:column message`. */
async function problemsOf(modules: Tree, more: Tree = {}): Promise<string[]> {
  const files = Object.entries(modules).map(([name, entry]) => [`modules/${name}/package.json`, entry] as const);
  const root = temporaryTree({
    "pnpm-workspace.yaml": "packages:\n  - modules/*\n",
    ...Object.fromEntries(files),
    ...more,
  });
  const { findings } = await discover({ cwd: root, sysCoreDirectory: SYS_CORE_DIRECTORY });
  return findings.map(
    ({ code, place, message }) =>
      `${code} ${formatPlace(place!).replace(`${root}/modules/`, "")} ${message.replaceAll(`${root}/modules/`, "")}`,
  );
}

test.each<[string, unknown, string[]]>([
  ["no object", 5, ["MANIFEST_INVALID a/package.json:3:13 manifest of a: the value must be an object"]],
  ["a list", [], ["MANIFEST_INVALID a/package.json:3:13 manifest of a: the value must be an object"]],
  [
    "an unknown key",
    { own: [] },
    ['MANIFEST_INVALID a/package.json:4:5 manifest of a: unknown key "own". Did you mean "owns"?'],
  ],
  [
    "owns that is no list",
    { owns: "a.*" },
    ["MANIFEST_INVALID a/package.json:4:13 manifest of a: owns must be a list of claims"],
  ],
  [
    "a claim that is a number",
    { owns: [5] },
    [
      'MANIFEST_INVALID a/package.json:5:7 manifest of a: owns[0] must be a text such as "billing.*", or an object with `claim`, `from` and `until`',
    ],
  ],
  [
    "a claim with an unknown key",
    { owns: [{ claim: "a.b", form: "1" }] },
    ['MANIFEST_INVALID a/package.json:7:9 manifest of a: unknown key "form". Did you mean "from"?'],
  ],
  [
    "a claim without claim",
    { owns: [{ from: "20270101000000" }] },
    ["MANIFEST_INVALID a/package.json:5:7 manifest of a: owns[0].claim must be a text"],
  ],
  [
    "a stamp that is none",
    { owns: [{ claim: "a.b", from: "2027" }] },
    ["MANIFEST_INVALID a/package.json:7:17 manifest of a: owns[0].from must be a version: 14 digits, YYYYMMDDhhmmss"],
  ],
  [
    "a stamp that is no time",
    { owns: [{ claim: "a.b", from: "20270231000000" }] },
    ['CLAIM_INVALID a/package.json:7:17 manifest of a: from "20270231000000" of the claim "a.b" is no version'],
  ],
  [
    "an empty range",
    { owns: [{ claim: "a.b", from: "20280101000000", until: "20270101000000" }] },
    [
      'CLAIM_INVALID a/package.json:8:18 manifest of a: the claim "a.b" holds for no version: until 20270101000000 is not after from 20280101000000',
    ],
  ],
  [
    "a claim without a schema",
    { owns: ["billing"] },
    ['CLAIM_INVALID a/package.json:5:7 manifest of a: the claim "billing" names no object within a schema'],
  ],
  [
    "a claim on sys_core",
    { owns: ["sys_core.x"] },
    ["CLAIM_RESERVED a/package.json:5:7 a claims sys_core.x, but sys_core belongs to sys-core"],
  ],
  [
    "a claim on pg_catalog",
    { owns: ["pg_catalog.*"] },
    ["CLAIM_RESERVED a/package.json:5:7 a claims pg_catalog.*, but pg_catalog belongs to PostgreSQL"],
  ],
  [
    "a claim on information_schema",
    { owns: ["information_schema.x"] },
    ["CLAIM_RESERVED a/package.json:5:7 a claims information_schema.x, but information_schema belongs to PostgreSQL"],
  ],
  [
    "a bad name",
    { name: "Billing Module" },
    [
      "MANIFEST_INVALID a/package.json:4:13 manifest of a: name must start with a letter and hold only a-z, 0-9 and - between",
    ],
  ],
  [
    "the reserved name",
    { name: "sys-core" },
    [
      expect.stringContaining(
        "MODULE_NAME_TAKEN a/package.json:4:13 a (a) is named sys-core, which is strata's own module",
      ),
    ],
  ],
  ["its own name in was", { was: ["a"] }, ["MODULE_NAME_TAKEN a/package.json:5:7 a lists its own name in `was`"]],
  ["an old name twice", { was: ["x", "x"] }, ["MODULE_NAME_TAKEN a/package.json:6:7 a lists x twice in `was`"]],
  [
    "an old name that is sys-core",
    { was: ["sys-core"] },
    ["MODULE_NAME_TAKEN a/package.json:5:7 a says that it was sys-core, which is a living module"],
  ],
  [
    "migrations outside",
    { migrations: "../../elsewhere" },
    [
      "PATH_OUTSIDE_MODULE a/package.json:4:19 the folder of migrations of a lies outside of the module: ../../elsewhere",
    ],
  ],
  [
    "migrations that are empty",
    { migrations: "" },
    ["MANIFEST_INVALID a/package.json:4:19 manifest of a: migrations must not be empty"],
  ],
  [
    "an unknown code",
    { allow: { PEER_WITHOUT_DEF: "x" } },
    [
      'MANIFEST_INVALID a/package.json:5:7 manifest of a: unknown code "PEER_WITHOUT_DEF". Did you mean "PEER_WITHOUT_DEV"?',
    ],
  ],
  [
    "an error's code",
    { allow: { CLAIM_TAKEN: "x" } },
    ["MANIFEST_INVALID a/package.json:5:7 manifest of a: CLAIM_TAKEN is an error, and an error cannot be accepted"],
  ],
  [
    "no reason",
    { allow: { PEER_WITHOUT_DEV: " " } },
    ["MANIFEST_INVALID a/package.json:5:27 manifest of a: allow.PEER_WITHOUT_DEV must say why"],
  ],
])("a manifest with %s", async (_what, strata, expected) => {
  const problems = await problemsOf({ a: { name: "a", strata } });
  expect(problems).toEqual(expected.map((one) => (typeof one === "string" ? expect.stringContaining(one) : one)));
});

test("every problem of every manifest is reported at once, each with its frame", async () => {
  const root = temporaryTree({
    "package.json": { workspaces: ["modules/*"] },
    "modules/a/package.json": {
      name: "a",
      strata: { own: [], name: "A", owns: ["x"], was: [1], migrations: 3, allow: 4 },
    },
    "modules/b/package.json": '{ "name": "b",\r\n  "strata": { "owns": ["c.d", ] }\r\n}',
    "modules/c/package.json": { name: "c", strata: { owns: ["d"] } },
  });
  const { findings } = await discover({ cwd: root, sysCoreDirectory: SYS_CORE_DIRECTORY });
  expect(findings.map(({ code, place }) => `${code} ${formatPlace(place!).slice(root.length + 9)}`)).toEqual([
    "PACKAGE_JSON_INVALID b/package.json:2:31",
    "MANIFEST_INVALID a/package.json:5:13",
    "MANIFEST_INVALID a/package.json:10:7",
    "MANIFEST_INVALID a/package.json:12:19",
    "MANIFEST_INVALID a/package.json:13:14",
    "MANIFEST_INVALID a/package.json:4:5",
    "CLAIM_INVALID a/package.json:7:7",
    "CLAIM_INVALID c/package.json:5:7",
  ]);
  expect(findings.every(({ frame }) => frame?.includes("^"))).toBe(true);
});

test.each([
  ["a comment", '{ "name": "a", // x\n "strata": {} }', "1:16", "invalid comment token"],
  ["a trailing comma", '{ "name": "a", }', "1:16", "property name expected"],
  ["an empty file", "", "1:1", "value expected"],
  ["a cut file", '{ "strata": {', "1:14", "close brace expected"],
  ["a list", "[]", "1:1", "does not hold a JSON object"],
])("a package.json that is %s", async (_what, text, place, message) => {
  const problems = await problemsOf({ a: text });
  expect(problems).toEqual([
    expect.stringContaining(`PACKAGE_JSON_INVALID a/package.json${place === "" ? "" : `:${place}`} `),
  ]);
  expect(problems[0]).toContain(message);
});

test("names that collide", async () => {
  expect(
    await problemsOf({
      a: { name: "@x/billing", strata: {} },
      b: { name: "@y/billing", strata: { owns: ["b.*"] } },
      c: { name: "c", strata: { was: ["billing", "old"] } },
      d: { name: "d", strata: { was: ["old"] } },
    }),
  ).toEqual([
    "MODULE_NAME_TAKEN b/package.json:2:11 two packages make a module named billing: @x/billing (a) and @y/billing (b)",
    expect.stringMatching(
      /^MODULE_NAME_TAKEN c\/package.json:5:7 c says that it was billing, which is a living module/,
    ),
    "MODULE_NAME_TAKEN d/package.json:5:7 both c and d say that they were old",
  ]);
});

test("a package whose name makes no module name", async () => {
  const problems = await problemsOf({
    a: { name: "@x/Billing.Module", strata: {} },
    b: { strata: {} },
    c: { name: "@x/c.d", strata: { name: "c-d" } },
  });
  expect(problems).toEqual([
    'MANIFEST_INVALID a/package.json:3:13 manifest of @x/Billing.Module: the package\'s name "@x/Billing.Module" makes no module name, so the manifest must give one',
    expect.stringContaining("the package has no name, so the manifest must give one"),
  ]);
});

test("claims that collide name both modules", async () => {
  expect(
    await problemsOf({
      a: { name: "a", strata: { owns: ["a.*", "public.inv*", "*.audit"] } },
      b: { name: "b", strata: { owns: ["public.*ice", "a.x"] } },
      c: { name: "c", strata: { owns: [{ claim: "shop.order", until: "20270101000000" }, "any_*.audit"] } },
      d: { name: "d", strata: { owns: [{ claim: "shop.order", from: "20270101000000" }] } },
      e: { name: "e", strata: { owns: [{ claim: "shop.*", from: "20260101000000", until: "20260201000000" }] } },
    }),
  ).toEqual(
    [
      "CLAIM_TAKEN b/package.json:5:7 two modules claim one object: a (a) claims public.inv*, b (b) claims public.*ice",
      "CLAIM_TAKEN b/package.json:6:7 two modules claim one object: a (a) claims a.*, b (b) claims a.x",
      "CLAIM_TAKEN c/package.json:9:7 two modules claim one object: a (a) claims *.audit, c (c) claims any_*.audit",
      "CLAIM_TAKEN e/package.json:5:7 two modules claim one object: c (c) claims shop.order until 20270101000000, e (e) claims shop.* from 20260101000000 until 20260201000000",
    ].map((text) => expect.stringContaining(text)),
  );
});

test("dependencies that do not exist, are not installed, or lack their devDependency", async () => {
  const problems = await problemsOf(
    {
      a: {
        name: "a",
        dependencies: { missing: "workspace:*", "left-pad": "1", alias: "workspace:gone@*" },
        peerDependencies: { b: "workspace:*" },
        strata: {},
      },
      b: { name: "b", peerDependencies: { plain: "workspace:*" }, strata: {} },
      plain: { name: "plain", dependencies: { "not-there": "1" } },
    },
    {},
  );
  expect(problems).toEqual([
    "DEPENDENCY_UNKNOWN a/package.json:4:5 a depends on missing (workspace:*), which is no package of the workspace",
    "DEPENDENCY_UNKNOWN a/package.json:6:5 a depends on gone (workspace:gone@*), which is no package of the workspace",
    "DEPENDENCY_NOT_INSTALLED a/package.json:5:5 a depends on left-pad, which is not installed",
    "PEER_WITHOUT_DEV a/package.json:9:5 a has the module b as a peer dependency but not as a devDependency",
  ]);
});

test("a manifest accepts findings of its own module, with a reason", async () => {
  const strata = { allow: { DEPENDENCY_NOT_INSTALLED: "bundled" } };
  const problems = await problemsOf({
    a: { name: "a", dependencies: { x: "1" }, strata },
    b: { name: "b", dependencies: { x: "1" }, strata: {} },
  });
  expect(problems).toEqual([expect.stringContaining("DEPENDENCY_NOT_INSTALLED b/")]);
});

test.each([
  ["broken YAML", "packages:\n  - 'a\n", "WORKSPACE_INVALID", 2],
  ["packages that are no list", "packages: modules\n", "WORKSPACE_INVALID", undefined],
])("a pnpm-workspace.yaml with %s", async (_what, text, code, line) => {
  const root = temporaryTree({ "pnpm-workspace.yaml": text, "package.json": {} });
  const { findings } = await discover({ cwd: root, sysCoreDirectory: SYS_CORE_DIRECTORY });
  expect(findings).toEqual([
    expect.objectContaining({
      code,
      place: expect.objectContaining({
        file: join(root, "pnpm-workspace.yaml"),
        ...(line === undefined ? {} : { line: expect.any(Number) }),
      }),
    }),
  ]);
});
