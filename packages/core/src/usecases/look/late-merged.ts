import { relative, sep } from "node:path";
import type { Finding } from "../../errors/finding.js";
import { parseFolderName } from "../../migration/folder-name.js";
import type { Migration } from "../../migration/migration.js";
import { type Version, compareText, formatId } from "../../types/ids.js";
import { listFilesAt } from "../../workspace/git.js";
import type { Workspace } from "../../workspace/workspace.js";

/**
 * Names the migrations that a revision does not hold and that are older than one of their module that it does hold,
 * merged into this branch or not: databases that stand there would refuse them.
 */
export async function lateMergedFindings(workspace: Workspace, revision: string): Promise<Finding[]> {
  const files = await listFilesAt(workspace.root, revision);
  return workspace.modules.flatMap((module) => {
    const directory = relative(workspace.root, module.migrationsDirectory).split(sep).join("/");
    const there = versionsIn(files, directory);
    const newest = [...there].toSorted(compareText).at(-1);
    if (newest === undefined) return [];
    return workspace.migrations
      .filter(({ module: name, version }) => name === module.name && !there.has(version) && version < newest)
      .map((migration) => lateMerged(migration, newest, revision));
  });
}

/** The versions of the migration folders below a directory that hold one of these files. */
function versionsIn(files: readonly string[], directory: string): Set<Version> {
  const prefix = `${directory}/`;
  return new Set(
    files.flatMap((file) => {
      if (!file.startsWith(prefix)) return [];
      const [folder = "", ...inside] = file.slice(prefix.length).split("/");
      const parsed = parseFolderName(folder);
      return inside.length === 0 || typeof parsed === "string" ? [] : [parsed.version];
    }),
  );
}

function lateMerged(migration: Migration, newest: Version, revision: string): Finding {
  const { module, version } = migration;
  return {
    code: "LATE_MERGED",
    message: `${formatId(migration)} is new since ${revision}, but older than ${formatId({ module, version: newest })}, which is there already`,
    hint: `Give it a new stamp before it is merged: strata new --restamp ${module} ${version}`,
    place: { file: migration.directory },
    module,
    version,
  };
}
