import { relative, sep } from "node:path";
import type { Finding } from "../errors/finding.js";
import type { Migration } from "../migration/migration.js";
import { compareText, formatId } from "../types/ids.js";
import { listFilesAt } from "../workspace/git.js";
import type { Workspace } from "../workspace/workspace.js";

/**
 * Names the migrations that a revision does not hold and that are older than one of their module that it does hold:
 * databases that stand there would refuse them.
 */
export async function lateMergedFindings(workspace: Workspace, revision: string): Promise<Finding[]> {
  const files = await listFilesAt(workspace.root, revision);
  const folders = new Set(files.map((file) => file.slice(0, Math.max(0, file.lastIndexOf("/")))));
  const isThere = (migration: Migration): boolean =>
    folders.has(relative(workspace.root, migration.directory).split(sep).join("/"));
  return workspace.modules.flatMap((module) => {
    const own = workspace.migrations.filter((migration) => migration.module === module.name);
    const there = new Set(own.filter(isThere));
    const newest = [...there].toSorted((a, b) => compareText(a.version, b.version)).at(-1);
    if (newest === undefined) return [];
    return own
      .filter((migration) => !there.has(migration) && migration.version < newest.version)
      .map((migration) => lateMerged(migration, newest, revision));
  });
}

function lateMerged(migration: Migration, newest: Migration, revision: string): Finding {
  return {
    code: "LATE_MERGED",
    message: `${formatId(migration)} is new since ${revision}, but older than ${formatId(newest)}, which is there already`,
    hint: `strata new --restamp -m ${migration.module} ${migration.version}`,
    place: { file: migration.directory },
    module: migration.module,
    version: migration.version,
  };
}
