import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { StrataError } from "../errors/strata-error.js";

const run = promisify(execFile);

/** Most bytes of names that are read. */
const LIMIT = 256 * 1024 * 1024;

/**
 * The files that a revision of the repository around `directory` holds: paths relative to `directory`, `/` between
 * names, of files below it only.
 *
 * @throws StrataError GIT_FAILED when git is not there, the folder is in no checkout, or it has no such revision.
 */
export async function listFilesAt(directory: string, revision: string): Promise<string[]> {
  try {
    const { stdout: commit } = await run("git", ["rev-parse", "--verify", "--end-of-options", `${revision}^{commit}`], {
      cwd: directory,
    });
    const { stdout } = await run("git", ["ls-tree", "-r", "-z", "--name-only", commit.trim()], {
      cwd: directory,
      maxBuffer: LIMIT,
    });
    return stdout.split("\0").filter((name) => name !== "");
  } catch (error) {
    const text = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new StrataError("GIT_FAILED", `git knows no revision "${revision}" here: ${text}`, {
      hint: "Name a branch, a tag or a commit that the checkout has; a shallow clone may need `git fetch` first.",
      cause: error,
    });
  }
}
