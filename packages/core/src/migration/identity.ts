import type { Module } from "../module/module.js";
import { compareIds, compareText, formatId, type MigrationId, type ModuleName } from "../types/ids.js";
import type { Migration } from "./migration.js";

/** Finds what an old stamp or an old name of a module stands for today. */
export interface Identities {
  /** Today's name of a module; a name that nobody knows stays as it is. */
  module(name: ModuleName): ModuleName;
  /** Today's identity of a migration; one that nobody knows keeps its version. */
  migration(id: MigrationId): MigrationId;
}

/**
 * Resolves modules' `was` and migrations' `was` headers. A name or stamp in use today stands for itself; two that claim
 * one old name or stamp are an error elsewhere, and here the first in (version, module) order has it.
 */
export function createIdentities(modules: readonly Module[], migrations: readonly Migration[]): Identities {
  const today = new Set(modules.map((module) => module.name));
  const renamed = new Map<ModuleName, ModuleName>();
  for (const module of modules.toSorted((a, b) => compareText(a.name, b.name)))
    for (const old of module.was) if (!today.has(old) && !renamed.has(old)) renamed.set(old, module.name);

  const restamped = listRestamped(migrations);
  const nameOf = (name: ModuleName): ModuleName => renamed.get(name) ?? name;
  return {
    module: nameOf,
    migration({ module, version }) {
      const named = { module: nameOf(module), version };
      return restamped.size === 0 ? named : (restamped.get(formatId(named)) ?? named);
    },
  };
}

/** What each old stamp stands for. Usually there is none, and then nothing is worth a look at every migration. */
function listRestamped(migrations: readonly Migration[]): Map<string, MigrationId> {
  const restamped = new Map<string, MigrationId>();
  const claimants = migrations.filter((migration) => migration.headers.was.length > 0);
  if (claimants.length === 0) return restamped;
  const defined = new Set(migrations.map(formatId));
  for (const { module, version, headers } of claimants.sort(compareIds))
    for (const old of headers.was) {
      const key = formatId({ module, version: old });
      if (!defined.has(key) && !restamped.has(key)) restamped.set(key, { module, version });
    }
  return restamped;
}
