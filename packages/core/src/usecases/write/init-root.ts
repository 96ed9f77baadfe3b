import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { StrataError } from "../../errors/strata-error.js";
import { findWorkspaceRoot } from "../../workspace/find-workspace-root.js";

/**
 * The folder that becomes a workspace: the root of the one that `cwd` (a real path) lies in; else the nearest package
 * upwards, but not above an empty folder or the top of a git repository; else `cwd` itself.
 */
export function initRoot(cwd: string): string {
  let found: ReturnType<typeof findWorkspaceRoot>;
  try {
    found = findWorkspaceRoot(cwd);
  } catch (error) {
    if (error instanceof StrataError && error.code === "WORKSPACE_NOT_FOUND" && isFolder(cwd))
      return topOfRepository(cwd) ?? cwd;
    throw error;
  }
  if (found.kind !== "single" || found.directory === cwd) return found.directory;
  // A package.json in the home folder, say, has nothing to do with a repository or a new folder below it.
  if (readdirSync(cwd).every((name) => name.startsWith("."))) return cwd;
  return topOfRepository(cwd, found.directory) ?? found.directory;
}

/** The nearest folder upwards that holds `.git`, looked for below `end`. */
function topOfRepository(cwd: string, end?: string): string | undefined {
  for (let directory = cwd; directory !== end; directory = dirname(directory)) {
    if (existsSync(join(directory, ".git"))) return directory;
    if (dirname(directory) === directory) return undefined;
  }
  return undefined;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
