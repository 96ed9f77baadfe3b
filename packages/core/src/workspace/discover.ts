import type { Finding } from "../errors/finding.js";
import { withoutAccepted } from "../migration/without-accepted.js";
import { linkDependencies } from "../module/link-dependencies.js";
import type { JsonProblem } from "../module/json-problem.js";
import { checkManifests } from "../module/manifest-rules.js";
import { type ResolvedManifest, resolveManifest } from "../module/resolve-manifest.js";
import { compareText } from "../types/ids.js";
import { findModules } from "./find-modules.js";
import { findPackageFiles } from "./find-package-files.js";
import { findWorkspaceRoot } from "./find-workspace-root.js";
import { jsonSyntaxFindings, placeJsonProblems } from "./json-findings.js";
import { realPathWithin } from "./module-folder.js";
import { readPackagePatterns } from "./package-patterns.js";
import { readMigrations } from "./read-migrations.js";
import type { Workspace } from "./workspace.js";

/** Where to look, and against which clock stamps are judged. */
export interface DiscoverOptions {
  /** A folder within the workspace. */
  readonly cwd: string;
  /** The package folder of sys-core as it comes with core; a sys-core of the workspace itself goes before it. */
  readonly sysCoreDirectory: string;
  /** Default: now. */
  readonly now?: Date;
}

/**
 * Finds every module of the workspace and reads every migration. Nothing is executed. All problems of all files are in
 * `findings`; with errors among them nothing of the workspace should be run. Of several modules with one name the first
 * by path is in `modules`.
 *
 * @throws StrataError WORKSPACE_NOT_FOUND only.
 */
export async function discover(options: DiscoverOptions): Promise<Workspace> {
  const root = findWorkspaceRoot(options.cwd);
  const { patterns, findings: patternFindings } = await readPackagePatterns(root);
  const files = await findPackageFiles(root.directory, patterns);
  const found = findModules(root.directory, files, options.sysCoreDirectory);

  const resolved = await Promise.all(found.modules.map(resolveManifest));
  const outside = resolved.filter(
    ({ module }) => realPathWithin(module.directory, module.migrationsDirectory) === "outside",
  );
  const problems: JsonProblem[] = [
    ...resolved.flatMap(({ problems }) => problems),
    ...outside.map(migrationsOutside),
    ...checkManifests({ resolved, workspacePackages: found.workspacePackages }),
  ];

  const modules = firstOfEachName(resolved);
  const unread = new Set(outside.map(({ module }) => module.directory));
  const readable = modules.filter(({ directory }) => !unread.has(directory));
  const { migrations, findings: folderFindings } = await readMigrations(readable, options.now ?? new Date());
  const syntax = await Promise.all(
    found.broken.map((file) => jsonSyntaxFindings("PACKAGE_JSON_INVALID", file, found.texts.get(file) ?? "")),
  );
  const findings: Finding[] = [
    ...patternFindings,
    ...found.findings,
    ...syntax.flat(),
    ...(await placeJsonProblems(problems, (file) => found.texts.get(file))),
    ...folderFindings,
  ];
  return { root: root.directory, modules, migrations, findings: withoutAccepted(findings, modules, migrations) };
}

function firstOfEachName(resolved: readonly ResolvedManifest[]): Workspace["modules"] {
  const modules = linkDependencies(resolved);
  const first = new Map(modules.toReversed().map((module) => [module.name, module]));
  return [...first.values()].toSorted((a, b) => compareText(a.name, b.name));
}

function migrationsOutside({ module, manifest }: ResolvedManifest): JsonProblem {
  return {
    code: "PATH_OUTSIDE_MODULE",
    message: `the folder of migrations of ${module.name} lies outside of the module: ${manifest.migrations ?? "migrations"}`,
    file: module.manifestFile,
    path: ["strata", "migrations"],
    at: "value",
    module: module.name,
  };
}
