import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { STRATA } from "./support/run-strata.js";

/** A copy of the built package in a folder of its own. */
function packageCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), "strata-package-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const built = dirname(dirname(STRATA));
  for (const name of ["bin", "dist", "package.json"])
    cpSync(join(built, name), join(folder, name), { recursive: true });
  mkdirSync(join(folder, "node_modules"));
  for (const name of ["@strata", "jiti", "libpg-query"])
    symlinkSync(join(built, "node_modules", name), join(folder, "node_modules", name));
  return folder;
}

function strata(folder: string, words: readonly string[], flags: readonly string[] = []): [number | null, string] {
  const command = [...flags, join(folder, "bin/strata.cjs"), ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8", cwd: folder });
  return [status, stdout + stderr];
}

const cacheOf = (folder: string): string => join(folder, "node_modules/.cache");
const keptIn = (folder: string): string[] => readdirSync(cacheOf(folder)).map((name) => join(cacheOf(folder), name));

test("a run that ends well leaves bytecode, and what it says is the same with it", () => {
  const folder = packageCopy();
  const first = strata(folder, ["explain"]);
  expect(first[0]).toBe(0);
  const [file = ""] = keptIn(folder);
  const kept = readFileSync(file);
  expect(strata(folder, ["explain"])).toEqual(first);
  expect(readFileSync(file)).toEqual(kept);
  // A command that loads more adds to it; one that fails leaves it.
  expect(strata(folder, ["upp"])[0]).toBe(3);
  expect(readFileSync(file)).toEqual(kept);
  expect(strata(folder, ["check"])[0]).not.toBe(1);
  expect(keptIn(folder)).toEqual([file]);
});

test.each([
  ["nothing", (_kept: Buffer) => Buffer.alloc(0)],
  ["a part", (kept: Buffer) => kept.subarray(0, kept.length / 2)],
  [
    "that of another build",
    (kept: Buffer) => Buffer.from(kept.toString("latin1").replace(/process-.{8}/u, "process-________"), "latin1"),
  ],
  ["zeros at its end", (kept: Buffer) => Buffer.concat([kept.subarray(0, -4096), Buffer.alloc(4096)])],
])("a file that holds %s is passed over and replaced", (_what, damage) => {
  const folder = packageCopy();
  const first = strata(folder, ["explain"]);
  const [file = ""] = keptIn(folder);
  const kept = readFileSync(file);
  writeFileSync(file, damage(kept));
  expect(strata(folder, ["explain"])).toEqual(first);
  expect(readFileSync(file).length).toBeGreaterThan(kept.length / 2);
  expect(readFileSync(file)).not.toEqual(damage(kept));
});

test("where nothing can be kept, and under other flags, the command runs all the same", () => {
  const folder = packageCopy();
  writeFileSync(cacheOf(folder), "no folder");
  const [status, output] = strata(folder, ["explain"]);
  expect(status).toBe(0);
  rmSync(cacheOf(folder));
  strata(folder, ["explain"]);
  const [file = ""] = keptIn(folder);
  const kept = readFileSync(file);
  expect(strata(folder, ["explain"], ["--no-lazy"])).toEqual([0, output]);
  expect(readFileSync(file)).toEqual(kept);
});
