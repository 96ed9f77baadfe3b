import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startDatabase, stopDatabase } from "@strata/core";
import type { TestProject } from "vitest/node";
import { majors } from "./majors.js";

declare module "vitest" {
  export interface ProvidedContext {
    /** Folder of the workspace whose server has the major. */
    workspaces: Record<string, string>;
  }
}

/**
 * A workspace for each major, in a temporary folder, that has sys-account installed as any other workspace would; its
 * embedded server runs until all files are done.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "sys-account-test-"));
  const workspaces = Object.fromEntries(majors.map((major) => [major, join(folder, `workspace-${major}`)]));
  const stop = async (): Promise<void> => {
    for (const cwd of Object.values(workspaces)) await stopDatabase({ cwd });
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (const major of majors) await makeWorkspace(workspaces[major]!, major);
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide("workspaces", workspaces);
  return stop;
}

async function makeWorkspace(cwd: string, major: number): Promise<void> {
  await mkdir(join(cwd, "node_modules", "@strata"), { recursive: true });
  await symlink(fileURLToPath(new URL("../..", import.meta.url)), join(cwd, "node_modules", "@strata", "sys-account"));
  await writeFile(join(cwd, "pnpm-workspace.yaml"), "packages: []\n");
  await writeFile(
    join(cwd, "package.json"),
    JSON.stringify({ name: "sys-account-test", private: true, dependencies: { "@strata/sys-account": "*" } }),
  );
  await writeFile(join(cwd, "strata.config.json"), JSON.stringify({ postgres: major }));
  await startDatabase({ cwd });
}
