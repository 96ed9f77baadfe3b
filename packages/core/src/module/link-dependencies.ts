import { compareText, type ModuleName } from "../types/ids.js";
import { type Module, SYS_CORE } from "./module.js";
import type { PackageDependency } from "./package-facts.js";
import type { ResolvedManifest } from "./resolve-manifest.js";

/**
 * The modules with their direct dependencies: what `dependencies` and `peerDependencies` of their packages name among
 * the modules, and sys-core. devDependencies alone make no dependency.
 */
export function linkDependencies(resolved: readonly ResolvedManifest[]): Module[] {
  const nameAt = new Map(resolved.map(({ module }) => [module.directory, module.name]));
  return resolved.map(({ module, facts }) => {
    const names = facts.dependencies
      .filter(makesDependency)
      .map((dependency) => nameAt.get(dependency.directory ?? ""));
    const others = new Set<ModuleName>([...names.filter((name) => name !== undefined), SYS_CORE]);
    others.delete(module.name);
    return { ...module, dependencies: module.name === SYS_CORE ? [] : [...others].sort(compareText) };
  });
}

function makesDependency({ field }: PackageDependency): boolean {
  return field === "dependencies" || field === "peerDependencies";
}
