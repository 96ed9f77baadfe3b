import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { Finding } from "../errors/finding.js";
import { SYS_CORE } from "../module/module.js";
import type { PackageDependency, PackageFacts } from "../module/package-facts.js";
import { compareText } from "../types/ids.js";
import { createPackageFinder } from "./installed-packages.js";
import { type PackageFile, readPackageFile } from "./package-file.js";

/** Every package.json with a `strata` key that a workspace has or depends on. */
export interface FoundModules {
  /** Sorted by path, their dependencies resolved. */
  readonly modules: readonly PackageFacts[];
  /** Names of the workspace's packages, modules or not. */
  readonly workspacePackages: ReadonlySet<string>;
  /** Texts of the package.json files read, by path. */
  readonly texts: ReadonlyMap<string, string>;
  /** Files of the workspace that hold no JSON object. */
  readonly broken: readonly string[];
  readonly findings: readonly Finding[];
}

const SYS_CORE_PACKAGE = `@strata/${SYS_CORE}`;

/**
 * Reads the workspace's package.json files, then follows `dependencies`, `peerDependencies` and `optionalDependencies`
 * of the root and of every module found to installed packages with a `strata` key. sys-core comes from the workspace,
 * else from `sysCoreDirectory`, whatever else is installed.
 */
export function findModules(root: string, packageFiles: readonly string[], sysCoreDirectory: string): FoundModules {
  const texts = new Map<string, string>();
  const broken: string[] = [];
  const findings: Finding[] = [];
  const packages = new Map<string, PackageFacts>();
  const read = (path: string, origin: PackageFacts["origin"]): PackageFacts | undefined => {
    const file: PackageFile = readPackageFile(path, origin);
    if (file.text === undefined) findings.push(file.finding);
    else if (file.facts === undefined) {
      broken.push(file.file);
      texts.set(file.file, file.text);
    } else {
      texts.set(file.facts.file, file.text);
      packages.set(file.facts.directory, file.facts);
    }
    return file.facts;
  };

  const own = packageFiles.flatMap((path) => read(path, "workspace") ?? []);
  const byName = new Map(
    own.flatMap((facts) => (facts.name === undefined ? [] : [[facts.name, facts.directory] as const])),
  );
  const sysCore =
    own.find((facts) => facts.name === SYS_CORE_PACKAGE && facts.strata !== undefined) ??
    read(join(realPathOf(sysCoreDirectory), "package.json"), "built-in");
  const resolve = createResolver({ packages, byName, sysCore, read });

  const modules = new Map<string, PackageFacts>();
  const queue = own.filter((facts) => facts.strata !== undefined || facts.directory === root);
  if (sysCore !== undefined && !queue.includes(sysCore)) queue.push(sysCore);
  const queued = new Set(queue);
  // The queue grows while it is walked.
  for (const facts of queue) {
    const dependencies = facts.dependencies.map((dependency) => ({
      ...dependency,
      directory: resolve(dependency, facts.directory),
    }));
    if (facts.strata !== undefined) modules.set(facts.directory, { ...facts, dependencies });
    for (const { directory } of dependencies) {
      const found = directory === undefined ? undefined : packages.get(directory);
      if (found?.strata === undefined || queued.has(found)) continue;
      queued.add(found);
      queue.push(found);
    }
  }
  return {
    modules: [...modules.values()].toSorted((a, b) => compareText(a.file, b.file)),
    workspacePackages: new Set(byName.keys()),
    texts,
    broken,
    findings,
  };
}

interface ResolverInput {
  readonly packages: ReadonlyMap<string, PackageFacts>;
  readonly byName: ReadonlyMap<string, string>;
  readonly sysCore: PackageFacts | undefined;
  readonly read: (path: string, origin: PackageFacts["origin"]) => PackageFacts | undefined;
}

/**
 * From a dependency and the folder of the package that names it to the folder of the package that it stands for. One
 * version of one package is one package, in however many folders it lies: pnpm makes a folder for each set of peers, and
 * copies of a workspace's own package where these are injected.
 */
function createResolver({
  packages,
  byName,
  sysCore,
  read,
}: ResolverInput): (dependency: PackageDependency, from: string) => string | undefined {
  const find = createPackageFinder();
  const first = new Map<string, string>();
  const look = (directory: string): string => {
    const facts = packages.get(directory) ?? read(join(directory, "package.json"), "installed");
    if (facts?.strata === undefined || facts.name === undefined) return directory;
    if (facts.name === SYS_CORE_PACKAGE && sysCore !== undefined) return sysCore.directory;
    if (facts.origin !== "installed") return directory;
    const own = byName.get(facts.name);
    if (own !== undefined && packages.get(own)?.version === facts.version) return own;
    const key = `${facts.name}@${facts.version ?? ""}`;
    const known = first.get(key) ?? directory;
    first.set(key, known);
    return known;
  };
  const seen = new Map<string, string>();
  return ({ field, name, range }, from) => {
    if (field === "devDependencies") return undefined;
    const directory = find(name, from);
    if (directory === undefined) {
      if (name === SYS_CORE_PACKAGE) return sysCore?.directory;
      // A workspace that is not installed yet has its own packages all the same.
      return byName.get(/^workspace:(?<target>@?[^@]+)@/u.exec(range)?.groups?.["target"] ?? name);
    }
    const resolved = seen.get(directory) ?? look(directory);
    seen.set(directory, resolved);
    return resolved;
  };
}

function realPathOf(directory: string): string {
  try {
    return realpathSync.native(directory);
  } catch {
    // Reading its package.json says why.
    return directory;
  }
}
