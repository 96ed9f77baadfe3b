import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { StrataError } from "../errors/strata-error.js";
import { describeFileError } from "./file-error.js";
import { readText } from "./read-text.js";

/** The root of a workspace and where the patterns of its packages stand. */
export interface WorkspaceRoot {
  /** Real absolute path. */
  readonly directory: string;
  /** `pnpm`: in pnpm-workspace.yaml. `workspaces`: in package.json. `single`: the root is the only package. */
  readonly kind: "pnpm" | "workspaces" | "single";
}

/**
 * Walks up from a folder to the nearest pnpm-workspace.yaml, package.json with `workspaces`, or strata.config.*; with
 * none of these the nearest package.json is a workspace of its own.
 *
 * @throws StrataError WORKSPACE_NOT_FOUND when there is none of all that.
 */
export function findWorkspaceRoot(cwd: string): WorkspaceRoot {
  let start: string;
  try {
    start = realpathSync.native(cwd);
    if (!statSync(start).isDirectory()) throw Object.assign(new Error("not a folder"), { code: "ENOTDIR" });
  } catch (error) {
    throw new StrataError("WORKSPACE_NOT_FOUND", `the folder ${cwd} cannot be entered: ${describeFileError(error)}`, {
      cause: error,
    });
  }
  let lone: string | undefined;
  for (let directory = start; ; directory = dirname(directory)) {
    const kind = kindOf(directory);
    if (kind !== undefined) return { directory, kind };
    if (lone === undefined && existsSync(join(directory, "package.json"))) lone = directory;
    if (dirname(directory) === directory) break;
  }
  if (lone !== undefined) return { directory: lone, kind: "single" };
  throw new StrataError(
    "WORKSPACE_NOT_FOUND",
    `neither ${start} nor a folder above it holds a pnpm-workspace.yaml, a package.json or a strata.config.json`,
    {
      hint: "Change into the repository or name it with --cwd; `strata init` sets up a new one.",
    },
  );
}

function kindOf(directory: string): WorkspaceRoot["kind"] | undefined {
  if (existsSync(join(directory, "pnpm-workspace.yaml"))) return "pnpm";
  const packageFile = join(directory, "package.json");
  const text = existsSync(packageFile) ? readText(packageFile) : "";
  if (typeof text === "string" && text.includes('"workspaces"') && hasWorkspaces(text)) return "workspaces";
  return ["strata.config.json", "strata.config.ts"].some((name) => existsSync(join(directory, name)))
    ? "single"
    : undefined;
}

function hasWorkspaces(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text);
    return (
      typeof json === "object" &&
      json !== null &&
      "workspaces" in json &&
      typeof json.workspaces === "object" &&
      json.workspaces !== null
    );
  } catch {
    // A broken root is still the root: discovery reports it with its place.
    return true;
  }
}
