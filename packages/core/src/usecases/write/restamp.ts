import { readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { StrataError } from "../../errors/strata-error.js";
import { addHeader } from "../../migration/add-header.js";
import { formatFolderName, parseFolderName } from "../../migration/folder-name.js";
import { buildMigrationGraph } from "../../migration/migration-graph.js";
import type { Migration } from "../../migration/migration.js";
import { newStamp } from "../../migration/new-stamp.js";
import type { Module } from "../../module/module.js";
import { type ModuleName, type Version, compareIds, formatId } from "../../types/ids.js";
import { discover } from "../../workspace/discover.js";
import { renameFolder, writeFile } from "../../workspace/write-file.js";
import type { Workspace } from "../../workspace/workspace.js";
import { chooseModule } from "./choose-module.js";
import { sysCoreDirectory } from "../open/open-workspace.js";

/** Which migration gets a new stamp. */
export interface RestampOptions {
  /** A folder of the workspace. Default: the process's. */
  readonly cwd?: string;
  readonly module: ModuleName;
  /** Its version, or the name of its folder where two have the version. */
  readonly migration: string;
  /** Default: now. */
  readonly now?: Date;
}

/** What a restamp did. */
export interface Restamped {
  readonly module: ModuleName;
  readonly from: Version;
  readonly to: Version;
  readonly directory: string;
  /** TypeScript files of migrations that still name the old folder, and will not find it. */
  readonly stillNaming: readonly string[];
}

/**
 * Gives a migration a stamp that is newer than everything of its module and of its dependencies, and a `was` header with
 * the old one, so that a database that ran it records the new stamp instead of running it again. Where another folder
 * keeps the old stamp there is no header: whose row the history has could not be told.
 *
 * @throws StrataError MODULE_UNKNOWN, VERSION_UNKNOWN; MIGRATION_CYCLE when something that has to run earlier requires
 * it; WRITE_FAILED. The folder is as it was then.
 */
export async function restampMigration(options: RestampOptions): Promise<Restamped> {
  const cwd = resolve(options.cwd ?? process.cwd());
  const now = options.now ?? new Date();
  const workspace = await discover({ cwd, sysCoreDirectory: sysCoreDirectory(), now });
  const module = chooseModule(workspace, options.module, cwd);
  const migration = findMigration(workspace, module, options.migration);
  const to = newStamp(now, workspace.migrations, [module.name, ...module.dependencies]);
  const keepsStamp = workspace.migrations.some((other) => other !== migration && compareIds(other, migration) === 0);
  requireOrder(workspace, migration, to);

  const directory = join(dirname(migration.directory), formatFolderName({ version: to, name: migration.name }));
  const file = join(migration.directory, "up.sql");
  const before = migration.up === undefined ? undefined : readFileSync(file, "utf8");
  // The header goes first: a folder that kept its name with a header too many is reported, one without it is run again.
  if (!keepsStamp) writeFile(file, addHeader(before ?? "", `was ${migration.version}`));
  try {
    renameFolder(migration.directory, directory);
  } catch (error) {
    if (before === undefined) rmSync(file, { force: true });
    else writeFile(file, before);
    throw error;
  }
  return {
    module: module.name,
    from: migration.version,
    to,
    directory,
    stillNaming: naming(workspace, migration, directory),
  };
}

function findMigration(workspace: Workspace, module: Module, wanted: string): Migration {
  const folder = parseFolderName(wanted);
  const own = workspace.migrations.filter((migration) => migration.module === module.name);
  const found = own.filter(({ version, name }) =>
    typeof folder === "string" ? version === wanted : version === folder.version && name === folder.name,
  );
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    throw new StrataError("USAGE", `${module.name} has ${found.length} migrations of version ${wanted}`, {
      hint: `Name the folder: ${found.map(formatFolderName).join(" or ")}.`,
    });
  }
  throw new StrataError("VERSION_UNKNOWN", `${module.name} has no migration ${wanted}`, {
    hint: own.length === 0 ? undefined : `Its newest is ${own.at(-1)!.version}.`,
  });
}

/** Builds the order that the new stamp would make; what was no order before is not the restamp's fault. */
function requireOrder({ modules, migrations }: Workspace, migration: Migration, to: Version): void {
  const moved: Migration = {
    ...migration,
    version: to,
    headers: { ...migration.headers, was: [...migration.headers.was, migration.version] },
  };
  const after = migrations.map((one) => (one === migration ? moved : one)).toSorted(compareIds);
  try {
    buildMigrationGraph({ modules, migrations, applied: [] });
  } catch {
    return;
  }
  try {
    buildMigrationGraph({ modules, migrations: after, applied: [] });
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    throw new StrataError(error.code, `${formatId(migration)} cannot become ${to}: ${error.message}`, {
      hint: "What requires it has to get a new stamp first.",
      details: error.details,
      cause: error,
    });
  }
}

function naming({ migrations }: Workspace, restamped: Migration, directory: string): string[] {
  const old = formatFolderName(restamped);
  return migrations.flatMap((migration) =>
    [migration.transform, migration.schema].flatMap((file) => {
      if (file === undefined || !file.text.includes(old)) return [];
      return [migration === restamped ? join(directory, file.name) : file.path];
    }),
  );
}
