import type { ModuleName, MigrationId, Version } from "../types/ids.js";
import { nextVersion, versionOf } from "./version.js";

/** The newest version of a module, undefined when it has no migration. */
export function newestVersion(migrations: readonly MigrationId[], module: ModuleName): Version | undefined {
  let newest: Version | undefined;
  for (const migration of migrations) {
    if (migration.module === module && (newest === undefined || migration.version > newest)) newest = migration.version;
  }
  return newest;
}

/** The newest version of each of these modules that has one, in their order: what a new migration requires. */
export function newestOfEach(migrations: readonly MigrationId[], modules: readonly ModuleName[]): MigrationId[] {
  return modules.flatMap((module) => {
    const version = newestVersion(migrations, module);
    return version === undefined ? [] : [{ module, version }];
  });
}

/**
 * The stamp of a migration that is made now: the clock's, or one second after the newest version of the module and of
 * its dependencies when that is later. So it is newer than all of these, whatever the clock says.
 */
export function newStamp(now: Date, migrations: readonly MigrationId[], modules: readonly ModuleName[]): Version {
  return newestOfEach(migrations, modules).reduce(
    (stamp, { version }) => (version >= stamp ? nextVersion(version) : stamp),
    versionOf(now),
  );
}
