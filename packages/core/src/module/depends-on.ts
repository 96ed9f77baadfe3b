import type { ModuleName } from "../types/ids.js";

/** A module as far as its dependencies are asked for. */
export interface DependentModule {
  readonly name: ModuleName;
  readonly dependencies: readonly ModuleName[];
}

/** Answers whether one module depends on another, directly or through others; none does on itself. */
export function dependencyTest(modules: readonly DependentModule[]): (module: ModuleName, on: ModuleName) => boolean {
  const direct = new Map(modules.map(({ name, dependencies }) => [name, dependencies]));
  const reached = new Map<ModuleName, ReadonlySet<ModuleName>>();
  const reach = (module: ModuleName): ReadonlySet<ModuleName> => {
    const found = new Set(direct.get(module));
    // A set that grows while it is walked.
    for (const name of found) for (const next of direct.get(name) ?? []) found.add(next);
    found.delete(module);
    return found;
  };
  return (module, on) => {
    const all = reached.get(module) ?? reach(module);
    reached.set(module, all);
    return all.has(on);
  };
}
