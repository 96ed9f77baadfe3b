import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { freshDatabase } from "@strata/core/test-cluster";
import { expect, onTestFinished, test } from "vitest";
import { runStrata, runStrataJson } from "../support/run-strata.js";
import { repository } from "./run-page.js";

const readme = await readFile(join(repository, "README.md"), "utf8");

test("the first run that the README shows has the steps of this workspace, and no password", async () => {
  const { url, drop } = await freshDatabase();
  onTestFinished(drop);
  const output = readme.split("<!-- output:start -->")[1]?.split("<!-- output:end -->")[0]?.split("\n") ?? [];
  const { stdout } = await runStrata(["plan", "--url", url], { cwd: repository });
  const steps = stdout.split("\n").filter((line) => /^ +\d/u.test(line));
  expect(steps.length).toBeGreaterThan(4);
  expect(output.filter((line) => /^ +\d/u.test(line))).toEqual(steps);
  const own = steps.filter((line) => line.includes(" sys-core ")).length;
  expect(output.filter((line) => line.startsWith("✓ sys-core "))).toHaveLength(own);
  expect(output.join("\n")).toContain(`Installed from LATEST: ${steps.length} migrations of 2 modules`);
  expect(output.join("\n")).not.toMatch(/:\/\/[^/@\s]*:[^/@\s]*@/u);
});

test("every command that the README runs is one", async () => {
  const { envelope } = await runStrataJson(["--help"], { cwd: repository });
  const known: string[] = envelope.data.commands.map(({ name }: { name: string }) => name);
  const used = [...readme.matchAll(/^pnpm strata (?<words>[a-z]+(?: [a-z]+)?)/gmu)].map(
    ({ groups }) => groups!["words"]!,
  );
  expect(used.length).toBeGreaterThan(3);
  for (const words of used)
    expect(
      known.some((name) => `${words} `.startsWith(`${name} `)),
      words,
    ).toBe(true);
});
