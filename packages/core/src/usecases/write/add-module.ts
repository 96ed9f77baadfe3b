import { readFileSync, rmSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { StrataError } from "../../errors/strata-error.js";
import { formatFolderName } from "../../migration/folder-name.js";
import { newStamp, newestOfEach } from "../../migration/new-stamp.js";
import { defaultSchema } from "../../module/default-schema.js";
import { isModuleName } from "../../module/manifest.js";
import { moduleTemplate } from "../../module/module-template.js";
import { type Module, SYS_CORE } from "../../module/module.js";
import { claimsOverlap } from "../../ownership/claim-overlap.js";
import { type ModuleName, compareText } from "../../types/ids.js";
import { discover } from "../../workspace/discover.js";
import { extendWorkspace } from "../../workspace/extend-workspace.js";
import { findPackageFiles } from "../../workspace/find-package-files.js";
import { type WorkspaceRoot, findWorkspaceRoot } from "../../workspace/find-workspace-root.js";
import { readPackagePatterns } from "../../workspace/package-patterns.js";
import type { Workspace } from "../../workspace/workspace.js";
import { writeFolder } from "../../workspace/write-file.js";
import { sysCoreDirectory } from "../open/open-workspace.js";
import { requireModule } from "../open/require-module.js";

/** What a new module is called, where it goes and what it needs. */
export interface AddModuleOptions {
  /** A folder of the workspace. Default: the process's. */
  readonly cwd?: string;
  readonly name: ModuleName;
  /** Folder of the package, relative to the workspace's root. Default: `modules/<name>`. */
  readonly directory?: string;
  /** Modules that it depends on; sys-core is always one. */
  readonly dependsOn?: readonly ModuleName[];
  /** Scope of the package's name, with or without `@`, empty for none. Default: that of the workspace's other modules or of its root. */
  readonly scope?: string;
  /** Default: now. */
  readonly now?: Date;
}

/** A module that has just been made. */
export interface AddedModule {
  readonly name: ModuleName;
  readonly packageName: string;
  readonly directory: string;
  /** Paths of its files within the folder, sorted. */
  readonly files: readonly string[];
  /** The pattern that the workspace's packages were extended by, when none matched the folder. */
  readonly addedPattern: string | undefined;
}

/**
 * Makes the package of a new module with a first migration and its way back, and adds it to the workspace. It passes
 * every check as it is; the package manager has to link it before other packages can import it.
 *
 * @throws StrataError USAGE, MODULE_NAME_TAKEN, CLAIM_TAKEN, MODULE_UNKNOWN, PATH_OUTSIDE_MODULE, WORKSPACE_INVALID,
 * WRITE_FAILED; nothing has been made then.
 */
export async function addModule(options: AddModuleOptions): Promise<AddedModule> {
  const now = options.now ?? new Date();
  const root = findWorkspaceRoot(resolve(options.cwd ?? process.cwd()));
  if (root.kind === "single") {
    throw new StrataError(
      "WORKSPACE_INVALID",
      `${root.directory} is a package of its own, and no workspace that could hold modules`,
      { hint: "`strata init` makes it one." },
    );
  }
  const workspace = await discover({ cwd: root.directory, sysCoreDirectory: sysCoreDirectory(), now });
  requireFreeName(workspace, options.name);
  const needed = (options.dependsOn ?? [])
    .filter((name) => name !== SYS_CORE)
    .map((name) => requireModule(workspace.modules, name));
  const directory = directoryOf(root, options);
  const packageName = packageNameOf(root, workspace, options);

  const names = [SYS_CORE, ...new Set(needed.map(({ name }) => name))].toSorted(compareText);
  const version = newStamp(now, workspace.migrations, names);
  const files = moduleTemplate({
    name: options.name,
    packageName,
    dependencies: [...new Set(needed)].map((module) => dependencyOn(module, root)),
    checkCommand: checkCommandOf(root),
    folder: formatFolderName({ version, name: `create_${defaultSchema(options.name)}` }),
    requires: newestOfEach(workspace.migrations, names),
  });
  writeFolder(directory, files);
  try {
    const addedPattern = await includeFolder(root, directory);
    return {
      name: options.name,
      packageName,
      directory,
      files: Object.keys(files).toSorted(compareText),
      addedPattern,
    };
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

function requireFreeName({ modules }: Workspace, name: string): void {
  if (!isModuleName(name)) {
    throw new StrataError("USAGE", `${JSON.stringify(name)} cannot name a module`, {
      hint: "A name starts with a letter and holds only a-z, 0-9 and - between, at most 63 characters.",
    });
  }
  const holder = modules.find((module) => module.name === name || module.was.includes(name));
  if (holder !== undefined) {
    throw new StrataError(
      "MODULE_NAME_TAKEN",
      holder.name === name
        ? `there is a module ${name} already, in ${holder.directory}`
        : `the module ${holder.name} was named ${name} before`,
    );
  }
  const schema = defaultSchema(name);
  const claim = { text: `${schema}.*`, schema, name: "*" };
  const owner = modules.find(({ owns }) => owns.some((other) => claimsOverlap(claim, other)));
  if (owner !== undefined)
    throw new StrataError(
      "CLAIM_TAKEN",
      `the module ${owner.name} claims something in the schema ${schema}, which would be that of ${name}`,
      { hint: "Choose another name." },
    );
}

function directoryOf(root: WorkspaceRoot, { name, directory }: AddModuleOptions): string {
  const path = resolve(root.directory, directory ?? join("modules", name));
  if (!path.startsWith(root.directory + sep))
    throw new StrataError("PATH_OUTSIDE_MODULE", `${path} lies outside of the workspace ${root.directory}`, {
      hint: "Name a folder within the workspace.",
    });
  return path;
}

function packageNameOf(root: WorkspaceRoot, { modules }: Workspace, { name, scope }: AddModuleOptions): string {
  const scopeOf = (packageName: string | undefined): string | undefined =>
    /^@(?<scope>[^/]+)\//u.exec(packageName ?? "")?.groups?.["scope"];
  const neighbour = modules.find(({ origin }) => origin === "workspace");
  const chosen = scope ?? scopeOf(neighbour?.packageName) ?? scopeOf(readRootPackage(root).name) ?? "";
  const bare = chosen.replace(/^@/u, "");
  if (!/^[a-z0-9~-][a-z0-9._~-]*$|^$/u.test(bare))
    throw new StrataError("USAGE", `${JSON.stringify(chosen)} is no scope of a package`, {
      hint: "A scope such as @acme.",
    });
  return bare === "" ? name : `@${bare}/${name}`;
}

function dependencyOn(
  { packageName, packageVersion, origin }: Module,
  { kind }: WorkspaceRoot,
): { packageName: string; range: string; inWorkspace: boolean } {
  const inWorkspace = origin === "workspace";
  // Only pnpm knows the workspace protocol; everywhere else any version means the workspace's own.
  const own = kind === "pnpm" ? "workspace:*" : "*";
  return {
    packageName,
    inWorkspace,
    range: inWorkspace ? own : packageVersion === undefined ? "*" : `^${packageVersion}`,
  };
}

function checkCommandOf(root: WorkspaceRoot): string | undefined {
  const { dependencies, devDependencies, scripts } = readRootPackage(root);
  if (dependencies?.["@strata/cli"] !== undefined || devDependencies?.["@strata/cli"] !== undefined)
    return "strata check";
  return scripts?.["strata"] !== undefined && root.kind === "pnpm"
    ? "pnpm --workspace-root run strata check"
    : undefined;
}

interface RootPackage {
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
}

function readRootPackage(root: WorkspaceRoot): RootPackage {
  try {
    return JSON.parse(readFileSync(join(root.directory, "package.json"), "utf8")) as RootPackage;
  } catch {
    // Without a readable package.json at the root there is nothing to go by.
    return {};
  }
}

/** Makes the workspace's patterns match the folder; gives the pattern that was needed for it. */
async function includeFolder(root: WorkspaceRoot, directory: string): Promise<string | undefined> {
  if (await isIncluded(root, directory)) return undefined;
  const path = relative(root.directory, directory).split(sep);
  const pattern = path.length === 1 ? path[0]! : [...path.slice(0, -1), "*"].join("/");
  await extendWorkspace(root, pattern);
  if (await isIncluded(root, directory)) return pattern;
  throw new StrataError("WORKSPACE_INVALID", `a pattern of the workspace excludes ${directory}`, {
    hint: "Choose another folder, or remove the pattern that starts with `!`.",
  });
}

async function isIncluded(root: WorkspaceRoot, directory: string): Promise<boolean> {
  const { patterns } = await readPackagePatterns(root);
  const files = await findPackageFiles(root.directory, patterns);
  return files.includes(join(directory, "package.json"));
}
