import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const launcher = fileURLToPath(new URL("../strata.mjs", import.meta.url));

function strata(...words: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [launcher, ...words], { encoding: "utf8" });
}

test("the exit status is that of the command, and the build says nothing", () => {
  const { status, stdout, stderr } = strata("no-such-command");
  expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
  expect(stderr).toMatch(/^error USAGE\n/);
});

test("standard output is the command's alone, and its words arrive as they were written", () => {
  const { status, stdout } = strata("--json", "no such command", "--yes");
  expect(status).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({ ok: false, exitCode: 3, error: { code: "USAGE" } });
  expect(stdout).toContain("no such command");
});
