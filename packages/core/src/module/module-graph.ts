import { type ModuleName, compareText } from "../types/ids.js";
import type { Module } from "./module.js";

/**
 * The modules that the named ones need, themselves included, sorted by name. Cycles between modules are fine. A name
 * that no module has is left out.
 */
export function dependencyClosure(modules: readonly Module[], names: Iterable<ModuleName>): ModuleName[] {
  const byName = new Map(modules.map((module) => [module.name, module]));
  return reach(names, (name) => byName.get(name)?.dependencies ?? []).filter((name) => byName.has(name));
}

/** The modules that need one of the named ones, directly or not, the named ones left out unless they are in a cycle; sorted. */
export function dependents(modules: readonly Module[], names: Iterable<ModuleName>): ModuleName[] {
  const users = new Map<ModuleName, ModuleName[]>();
  for (const module of modules) {
    for (const dependency of module.dependencies)
      users.set(dependency, [...(users.get(dependency) ?? []), module.name]);
  }
  const of = (name: ModuleName): readonly ModuleName[] => users.get(name) ?? [];
  return reach([...names].flatMap(of), of);
}

function reach(start: Iterable<ModuleName>, next: (name: ModuleName) => readonly ModuleName[]): ModuleName[] {
  const seen = new Set(start);
  // A set visits what is added to it during the loop.
  for (const name of seen) for (const other of next(name)) seen.add(other);
  return [...seen].sort(compareText);
}
