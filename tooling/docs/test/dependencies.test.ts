import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { compareDependencies } from "../src/dependencies.mjs";
import { readDependencies } from "../src/read-dependencies.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));

test("docs/DEPENDENCIES.md lists every dependency of every package, and no other", () => {
  const dependencies = readDependencies(root);
  expect(dependencies.length).toBeGreaterThan(20);
  expect(compareDependencies(dependencies, readFileSync(`${root}docs/DEPENDENCIES.md`, "utf8"))).toEqual([]);
});

const page = "| name | version | licence | why |\n|---|---|---|---|\n| `zod` | 4.6.7 | MIT | reads manifests |\n";
const zod = { user: "packages/core/package.json", name: "zod", version: "4.6.7", licence: "MIT" };

test.each([
  ["listed as it is", [zod], page, []],
  ["not listed", [{ ...zod, name: "yaml" }, zod], page, ["yaml, named by packages/core/package.json, is not listed"]],
  ["no longer used", [], page, ["zod is listed, and no package.json names it"]],
  [
    "another version",
    [{ ...zod, version: "5.0.0" }],
    page,
    ["zod is listed with version 4.6.7, and packages/core/package.json names 5.0.0"],
  ],
  ["another licence", [{ ...zod, licence: "ISC" }], page, ["zod is listed with the licence MIT, and has ISC"]],
  [
    "a strict licence",
    [{ ...zod, licence: "GPL-3.0" }],
    page.replace("MIT", "GPL-3.0"),
    ["zod has the licence GPL-3.0, which is not a permissive one"],
  ],
  ["no reason", [zod], page.replace("reads manifests", ""), ["zod is listed without a reason"]],
])("%s", (_, dependencies, text, problems) => {
  expect(compareDependencies(dependencies, text)).toEqual(problems);
});
