import { writeDump } from "../../dump/dump-text.js";
import { selectOwned } from "../../dump/select-owned.js";
import { assignOwners } from "../../ownership/assign-owners.js";
import type { Owners } from "../../ownership/owner.js";
import { createdExtensions } from "../../migration/created-extensions.js";
import { namedSchemas } from "../../migration/named-schemas.js";
import type { Migration } from "../../migration/migration.js";
import type { Module } from "../../module/module.js";
import type { Snapshot } from "../../snapshot/snapshot.js";
import type { ModuleName, Version } from "../../types/ids.js";

/** A snapshot whose objects have found their owners. */
export interface OwnedSnapshot {
  readonly snapshot: Snapshot;
  readonly owners: Owners;
}

/** Says of a snapshot whose each object is; `newest` holds the version at which each module stands there. */
export function withOwners(
  snapshot: Snapshot,
  modules: readonly Module[],
  newest: ReadonlyMap<ModuleName, Version>,
): OwnedSnapshot {
  return { snapshot, owners: assignOwners(snapshot.objects, modules, newest) };
}

/** The dump of one module as it stands in a snapshot, behind these migrations. */
export function dumpTextOf(
  { snapshot, owners }: OwnedSnapshot,
  module: ModuleName,
  migrations: readonly Migration[],
): string {
  const own = migrations.filter((migration) => migration.module === module);
  const named = { extensions: createdExtensions(own), schemas: namedSchemas(own) };
  return writeDump({ module, major: snapshot.major, ...selectOwned(snapshot, owners, module, named) });
}
