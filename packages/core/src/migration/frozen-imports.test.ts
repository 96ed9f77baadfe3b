import { expect, test } from "vitest";
import type { Module } from "../module/module.js";
import { frozenImportFindings } from "./frozen-imports.js";
import { importSpecifiers } from "./import-specifiers.js";
import type { Migration } from "./migration.js";

const names = (source: string) => importSpecifiers(source).map(({ specifier }) => specifier);

test.each([
  ['import { a } from "./a.js";', ["./a.js"]],
  ["import type { A, B } from './a'", ["./a"]],
  ['import a, * as b from "a"', ["a"]],
  ['import "side-effect"', ["side-effect"]],
  ['import a from "a" with { type: "json" };', ["a"]],
  ['export { a as "b-c" } from "./a";\nexport * from "./b"; export * as c from "./c"', ["./a", "./b", "./c"]],
  ['const a = await import("./a"); const b = require("./b")', ["./a", "./b"]],
  ["type A = typeof import('./a')", ["./a"]],
  ["const a = await import(`./a`)", ["./a"]],
  ["const a = await import(`./${name}`); import(name); require(a + b)", [undefined, undefined, undefined]],
  ["const a = `${await import('./inner')} ${`${require('./deep')}`}`", ["./inner", "./deep"]],
  ['// import "a"\n/* import "b" */ const c = "import \'c\'"; const d = `import "d"`', []],
  ['const a = /import "x" from/.test(s); const b = 4 / 2; const c = x / y / "z"', []],
  ["export const from = 'x'; export default 'y'; export function f() { return 'from' }", []],
  ["meta.import('x'); a.require('y'); import.meta.url", []],
  ['export const a = 1\nimport b from "b"', ["b"]],
  ['export type A = string;\nexport { A as B };\nfrom("x")', []],
])("%s", (source, expected) => {
  expect(names(source)).toEqual(expected);
});

const module = {
  name: "shop",
  packageName: "@acme/shop",
  directory: "/w/shop",
  migrationsDirectory: "/w/shop/migrations",
  dependencies: ["sys-core", "account"],
} as unknown as Module;

function judge(file: "schema" | "transform", specifier: string): number {
  const text = `// a line\nimport { x } from "${specifier}";\n`;
  const migration = {
    module: "shop",
    version: "20260201000000",
    directory: "/w/shop/migrations/20260201000000_b",
    [file]: { name: `${file}.ts`, path: `/w/shop/migrations/20260201000000_b/${file}.ts`, text },
  } as unknown as Migration;
  const findings = frozenImportFindings(migration, module);
  for (const finding of findings) {
    expect(finding).toMatchObject({ code: "FROZEN_IMPORT", place: { line: 2, column: 19 } });
    expect(finding.message).toContain(specifier);
  }
  return findings.length;
}

test.each([
  // specifier, is an error in schema.ts, in transform.ts
  ["drizzle-orm", 0, 0],
  ["drizzle-orm/pg-core", 0, 0],
  ["drizzle-orm-evil", 1, 0],
  ["../20260101000000_a/schema.js", 0, 0],
  ["../20260101000000_a/schema", 0, 0],
  ["../20260101000000_a/schema.ts", 0, 0],
  ["../20260101000000_a/transform.ts", 1, 1],
  ["../20260301000000_c/schema.js", 1, 1],
  ["./schema.js", 0, 0],
  ["./rows.js", 1, 0],
  ["../../schema.js", 1, 1],
  ["../../src/prices.js", 1, 1],
  ["../../../account/schema.js", 1, 1],
  ["../../../account/migrations/20260101000000_a/schema.js", 0, 0],
  ["@acme/account/migrations/20260101000000_a/schema.ts", 0, 0],
  ["@acme/account/migrations/20260301000000_a/schema.ts", 1, 1],
  ["@acme/account", 1, 1],
  ["@acme/shop/schema", 1, 1],
  ["@acme/other/schema", 1, 1],
  ["#prices", 1, 1],
  ["file:///w/shop/schema.ts", 1, 1],
  ["node:crypto", 1, 0],
  ["nanoid", 1, 0],
  ["@strata/core/manifest", 1, 0],
])("%s", (specifier, inSchema, inTransform) => {
  expect([judge("schema", specifier), judge("transform", specifier)]).toEqual([inSchema, inTransform]);
});
