import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { throwFindings } from "../../errors/strata-error.js";
import { isError } from "../../errors/finding.js";
import { findingsWithHistory } from "../../plan/findings-with-history.js";
import { discover } from "../../workspace/discover.js";
import { findWorkspaceRoot } from "../../workspace/find-workspace-root.js";
import type { RootConfig } from "../../workspace/root-config.js";
import type { Workspace } from "../../workspace/workspace.js";
import type { CommonOptions } from "../options.js";

/** Where the workspace is, before anything in it was read. */
export interface WorkspacePlace {
  readonly root: string;
  /** Folder of what strata keeps beside the sources. */
  readonly stateDirectory: string;
  readonly cacheDirectory: string;
  /** The root configuration, read when it is first asked for and then once. */
  readonly config: () => Promise<RootConfig>;
}

/**
 * Finds the workspace's root upwards of `cwd`.
 *
 * @throws StrataError WORKSPACE_NOT_FOUND; the configuration's own errors when `config` is called.
 */
export function findWorkspace(options: CommonOptions): WorkspacePlace {
  const root = findWorkspaceRoot(resolve(options.cwd ?? process.cwd())).directory;
  const stateDirectory = join(root, ".strata");
  const cacheDirectory = join(stateDirectory, "cache");
  let config: Promise<RootConfig> | undefined;
  return {
    root,
    stateDirectory,
    cacheDirectory,
    config: () => (config ??= readConfig(root, cacheDirectory)),
  };
}

/** What reads it is loaded when it is asked for: a database named by its URL needs none of it. */
async function readConfig(root: string, cacheDirectory: string): Promise<RootConfig> {
  const { readRootConfig } = await import("../../workspace/read-root-config.js");
  const { loadTypeScript } = await import("../../workspace/load-typescript.js");
  return readRootConfig(root, { loadTypeScript: (file) => loadTypeScript(file, cacheDirectory) });
}

/** Folder of the sys-core package that belongs to this strata. */
export function sysCoreDirectory(): string {
  return dirname(createRequire(import.meta.filename).resolve("@strata/sys-core/package.json"));
}

/** Reads every module and migration; problems are in its findings. */
export function readWorkspace(place: WorkspacePlace): Promise<Workspace> {
  return discover({ cwd: place.root, sysCoreDirectory: sysCoreDirectory() });
}

/**
 * Throws the workspace's errors, all at once: nothing runs from a workspace that has any. Whether a `requires` can be
 * met is left to the comparison with the history.
 */
export function requireSound(workspace: Workspace): void {
  throwFindings(findingsWithHistory(workspace.findings, []).filter(isError));
}
