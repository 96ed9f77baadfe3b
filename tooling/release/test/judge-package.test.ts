import { expect, test } from "vitest";
import { judgePackage } from "../src/judge-package.mjs";

const manifest = {
  name: "p",
  license: "MIT",
  exports: { ".": { types: "./dist/index.d.mts", default: "./dist/index.mjs" } },
  bin: { p: "./bin/p.mjs" },
  dependencies: { "@strata/sys-core": "1.0.0" },
  devDependencies: { "@strata/core": "workspace:*" },
};
const files = ["LICENSE", "package.json", "dist/index.mjs", "dist/index.d.mts", "bin/p.mjs"];

test.each([
  ["as it should be", { manifest, files }, []],
  [
    "a test",
    { manifest, files: [...files, "migrations/1_a/migration.test.ts"] },
    ["p: migrations/1_a/migration.test.ts is packed"],
  ],
  ["a source", { manifest, files: [...files, "src/index.ts"] }, ["p: src/index.ts is packed"]],
  ["a setting", { manifest, files: [...files, "tsconfig.json"] }, ["p: tsconfig.json is packed"]],
  ["no licence", { manifest, files: files.slice(1) }, ["p: LICENSE is not packed"]],
  ["another licence", { manifest: { ...manifest, license: "UNLICENSED" }, files }, ["p: the licence is not MIT"]],
  [
    "no build",
    { manifest, files: files.filter((file) => !file.startsWith("dist/")) },
    [
      "p: dist/index.d.mts is named by package.json and not packed",
      "p: dist/index.mjs is named by package.json and not packed",
    ],
  ],
  [
    "a module with LATEST",
    { manifest: { ...manifest, strata: {} }, files: [...files, "LATEST/versions.json", "LATEST/schema.sql"] },
    [],
  ],
  ["a module without", { manifest: { ...manifest, strata: {} }, files }, ["p: LATEST/versions.json is not packed"]],
  ["no command", { manifest, files: files.slice(0, 4) }, ["p: bin/p.mjs is named by package.json and not packed"]],
  [
    "a workspace's dependency",
    { manifest: { ...manifest, dependencies: { a: "workspace:^" } }, files },
    ["p: a dependency still has the workspace: protocol"],
  ],
  [
    "the source's condition",
    { manifest: { ...manifest, exports: { "@strata/source": "./dist/index.mjs" } }, files },
    ["p: the condition @strata/source is published"],
  ],
])("%s", (_, packed, problems) => {
  expect(judgePackage(packed)).toEqual(problems);
});
