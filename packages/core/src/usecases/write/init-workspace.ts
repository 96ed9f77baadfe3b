import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Finding } from "../../errors/finding.js";
import { StrataError, throwFindings } from "../../errors/strata-error.js";
import { describeFileError } from "../../workspace/file-error.js";
import { jsonSyntaxFindings } from "../../workspace/json-findings.js";
import { type Installer, installerCommands, installerOf } from "../../workspace/installer.js";
import { readText } from "../../workspace/read-text.js";
import { writeFiles } from "../../workspace/write-files.js";
import {
  type InitDraft,
  type InitPlace,
  draftConfig,
  draftIgnore,
  draftPackageJson,
  draftPnpmWorkspace,
} from "./init-files.js";
import { initRoot } from "./init-root.js";

/** Where, and whether to write. */
export interface InitOptions {
  /** Default: the process's working directory. */
  readonly cwd?: string;
  /** Default: true. With false nothing is written. */
  readonly write?: boolean;
}

/** A file of the root, and what has become of it. */
export interface InitFile {
  /** Absolute path. */
  readonly path: string;
  readonly outcome: "created" | "changed" | "kept";
  /** What was added, or why it stays as it is. */
  readonly what: string;
}

/** What setting up a workspace did, or would do. */
export interface InitResult {
  /** Absolute path of the workspace's root. */
  readonly root: string;
  readonly installer: Installer;
  readonly written: boolean;
  readonly files: readonly InitFile[];
  /** What a person may want to change by hand. */
  readonly advice: readonly string[];
  /** Commands that make sense now, in their order. */
  readonly next: readonly string[];
}

/**
 * Sets up a repository for strata: a pnpm, npm or yarn workspace, a package, or an empty folder. Files that are there
 * are only added to, in the form in which they are written; a second time changes nothing. All files are written, or
 * none.
 *
 * @throws StrataError WORKSPACE_NOT_FOUND for a folder that is not there; PACKAGE_JSON_INVALID, WORKSPACE_INVALID,
 * INIT_UNREADABLE, FILE_… for a file that cannot be added to; WRITE_FAILED. Nothing has changed then.
 */
export async function initWorkspace(options: InitOptions = {}): Promise<InitResult> {
  const root = initRoot(realPath(resolve(options.cwd ?? process.cwd())));
  const texts = readRoot(root);
  const packageJson = await parsePackage(join(root, "package.json"), texts["package.json"]);
  const installer = installerOf(root, packageJson ?? {});
  const place: InitPlace = { root, installer, packageJson };
  const drafts: InitDraft[] = [
    await draftPackageJson(place, texts["package.json"]),
    ...(installer === "pnpm" ? [await draftPnpmWorkspace(place, texts["pnpm-workspace.yaml"])] : []),
    draftConfig(place, texts["strata.config.json"]),
    draftIgnore(place, texts[".gitignore"]),
  ];
  const changes = drafts
    .filter(({ before, after }) => before !== after)
    .map(({ file, before, after }) => ({ path: join(root, file), before, after }));
  const written = options.write ?? true;
  if (written) writeFiles(changes);
  return {
    root,
    installer,
    written,
    files: drafts.map(({ file, before, after, what }) => ({
      path: join(root, file),
      outcome: before === undefined ? "created" : before === after ? "kept" : "changed",
      what,
    })),
    advice: adviceFor(place),
    next: nextCommands(
      installer,
      changes.some(({ path }) => !path.endsWith("strata.config.json") && !path.endsWith(".gitignore")),
    ),
  };
}

const files = ["package.json", "pnpm-workspace.yaml", "strata.config.json", ".gitignore"] as const;

/** The files as they are, byte order mark and line ends included, so that adding to them keeps both. */
function readRoot(root: string): Readonly<Partial<Record<(typeof files)[number], string>>> {
  const findings: Finding[] = [];
  const texts = files.flatMap((file) => {
    const path = join(root, file);
    if (!existsSync(path)) return [];
    const text = readText(path);
    if (typeof text === "string") return [[file, readFileSync(path, "utf8")] as const];
    findings.push(text);
    return [];
  });
  throwFindings(findings);
  return Object.fromEntries(texts);
}

async function parsePackage(
  path: string,
  text: string | undefined,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/u, ""));
  } catch {
    throwFindings(await jsonSyntaxFindings("PACKAGE_JSON_INVALID", path, text));
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new StrataError("PACKAGE_JSON_INVALID", `${path} holds no object`);
}

function adviceFor({ root, installer, packageJson }: InitPlace): string[] {
  return [
    ...(existsSync(join(root, "turbo.json"))
      ? [
          'turbo.json: a task that runs strata needs `"passThroughEnv": ["DATABASE_URL"]`, for turbo hides the environment from it.',
        ]
      : []),
    ...(installer === "yarn" && packageJson !== undefined && packageJson["private"] !== true
      ? ['package.json: yarn takes `workspaces` only with `"private": true`.']
      : []),
  ];
}

function nextCommands(installer: Installer, mustInstall: boolean): string[] {
  const { install, run } = installerCommands[installer];
  return [...(mustInstall ? [install] : []), `${run} module add NAME`, `${run} up`];
}

function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    throw new StrataError("WORKSPACE_NOT_FOUND", `the folder ${path} cannot be entered: ${describeFileError(error)}`, {
      cause: error,
    });
  }
}
