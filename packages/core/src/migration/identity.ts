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

  const defined = new Set(migrations.map(formatId));
  const restamped = new Map<string, MigrationId>();
  for (const { module, version, headers } of migrations.filter((one) => one.headers.was.length > 0).toSorted(compareIds))
    for (const old of headers.was) {
      const key = formatId({ module, version: old });
      if (!defined.has(key) && !restamped.has(key)) restamped.set(key, { module, version });
    }

  const nameOf = (name: ModuleName): ModuleName => renamed.get(name) ?? name;
  return {
    module: nameOf,
    migration(id) {
      const named = { module: nameOf(id.module), version: id.version };
      return restamped.get(formatId(named)) ?? named;
    },
  };
}
