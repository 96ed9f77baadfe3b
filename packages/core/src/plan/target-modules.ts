import type { Identities } from "../migration/identity.js";
import type { Migration } from "../migration/migration.js";
import { type Module, SYS_CORE } from "../module/module.js";
import type { ModuleName } from "../types/ids.js";

/**
 * The modules that belong to a target: those it lists, sys-core, and what these depend on, by the manifest or by a
 * `requires` header, for their foreign keys would have nothing to point at. Undefined, no list: all of them.
 */
export function targetModules(
  modules: readonly Module[],
  migrations: readonly Migration[],
  identities: Identities,
  listed: readonly ModuleName[] | undefined,
): ReadonlySet<ModuleName> {
  if (listed === undefined) return new Set(modules.map((module) => module.name));
  const needs = new Map<ModuleName, ModuleName[]>(modules.map((module) => [module.name, [...module.dependencies]]));
  for (const migration of migrations)
    needs.get(migration.module)?.push(...migration.headers.requires.map((id) => identities.module(id.module)));

  const reached = new Set<ModuleName>([SYS_CORE, ...listed.map((name) => identities.module(name))]);
  for (const name of reached) for (const need of needs.get(name) ?? []) reached.add(need);
  return reached;
}
