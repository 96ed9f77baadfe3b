import { realpathSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { StrataError } from "../../errors/strata-error.js";
import { formatFolderName, toSnakeName } from "../../migration/folder-name.js";
import { migrationTemplate } from "../../migration/migration-template.js";
import { newStamp, newestOfEach } from "../../migration/new-stamp.js";
import { firstSchema } from "../../ownership/first-schema.js";
import { type MigrationId, type ModuleName, type Version, compareText } from "../../types/ids.js";
import { discover } from "../../workspace/discover.js";
import { writeFolder } from "../../workspace/write-file.js";
import { chooseModule } from "./choose-module.js";
import { sysCoreDirectory } from "../open/open-workspace.js";

/** What a new migration is called and where it goes. */
export interface NewMigrationOptions {
  /** A folder of the workspace. Default: the process's. */
  readonly cwd?: string;
  /** Default: the module that `cwd` lies in, or the only one. */
  readonly module?: ModuleName;
  /** In anybody's words: `Create account` becomes `create_account`. */
  readonly name: string;
  /** With transform.ts and a frozen schema.ts; without, schema.ts is there when the module has had one before. */
  readonly withTransform?: boolean;
  /** Default: now. */
  readonly now?: Date;
}

/** A migration's folder that has just been made. */
export interface NewMigration extends MigrationId {
  readonly version: Version;
  readonly name: string;
  readonly directory: string;
  /** Names of its files, sorted. */
  readonly files: readonly string[];
}

/**
 * Makes the folder of a new migration, newer than everything of its module and of its dependencies, whose newest
 * versions it requires. It appears at once, and passes every check before a line has been written.
 *
 * @throws StrataError WORKSPACE_NOT_FOUND, MODULE_UNKNOWN, USAGE, WRITE_FAILED; nothing has been made then.
 */
export async function newMigration(options: NewMigrationOptions): Promise<NewMigration> {
  const name = toSnakeName(options.name);
  if (name === undefined) {
    throw new StrataError(
      "USAGE",
      `${JSON.stringify(options.name)} holds no letter or digit that a folder could be named by`,
      { hint: "Name the migration by what it does: strata new create_account." },
    );
  }
  const cwd = realpathSync.native(resolve(options.cwd ?? process.cwd()));
  const now = options.now ?? new Date();
  const workspace = await discover({ cwd, sysCoreDirectory: sysCoreDirectory(), now });
  const module = chooseModule(workspace, options.module, cwd);
  const { migrations } = workspace;
  const version = newStamp(now, migrations, [module.name, ...module.dependencies]);
  const previous = migrations.findLast(
    (migration) => migration.module === module.name && migration.schema !== undefined,
  );
  const files = migrationTemplate({
    requires: newestOfEach(migrations, module.dependencies),
    schema: firstSchema(module.owns),
    previousSchema:
      previous?.schema === undefined ? undefined : { folder: basename(previous.directory), text: previous.schema.text },
    withTransform: options.withTransform ?? false,
  });
  const directory = join(module.migrationsDirectory, formatFolderName({ version, name }));
  writeFolder(directory, files);
  return { module: module.name, version, name, directory, files: Object.keys(files).toSorted(compareText) };
}
