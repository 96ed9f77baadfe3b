import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const section = readFileSync(join(root, "docs/FAULTS.md"), "utf8")
  .split(/^## /mu)
  .find((part) => part.startsWith("Where each fault is tested\n"));

/** The files that the section names, with the names of tests behind each. An item may go on in the next line. */
const items = [...(section ?? "").matchAll(/^ {2}- `(?<file>[^`]+)`(?<rest>(?:.*\n)(?: {4}.*\n)*)/gmu)].map(
  ({ groups }) => ({
    file: groups!["file"]!,
    names: [...groups!["rest"]!.replaceAll(/\n */gu, " ").matchAll(/"(?<name>[^"]+)"/gu)].map(
      (match) => match.groups!["name"]!,
    ),
  }),
);

test("every fault is followed by a file", () => {
  expect(section).toBeDefined();
  expect(section!.match(/^- .+\n(?! {2}- `)/gmu)).toBeNull();
  expect(items.length).toBeGreaterThan(40);
});

test.each(items)("$file has the tests that the page names", ({ file, names }) => {
  expect(existsSync(join(root, file)), file).toBe(true);
  const text = readFileSync(join(root, file), "utf8");
  expect(names.filter((name) => !text.includes(name))).toEqual([]);
  // A file of scenarios is run by its own command; any other one is named with what to look for.
  expect(names.length > 0 || file.startsWith("faults/src/scenarios/")).toBe(true);
});

test("every scenario of the harness has its fault", () => {
  const scenarios = readdirSync(join(root, "faults/src/scenarios")).map((name) => `faults/src/scenarios/${name}`);
  const named = new Set(items.map(({ file }) => file));
  expect(scenarios.filter((file) => !named.has(file))).toEqual([]);
});
