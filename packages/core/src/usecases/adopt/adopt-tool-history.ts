import { resolve } from "node:path";
import { appliedThere, moreThanSql } from "../../adopt/applied-there.js";
import { BASELINE } from "../../adopt/baseline-text.js";
import { must } from "../../errors/internal-error.js";
import { StrataError } from "../../errors/strata-error.js";
import type { Finding } from "../../errors/finding.js";
import type { Migration } from "../../migration/migration.js";
import type { ModuleName } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import { readWorkspace, requireSound } from "../open/open-workspace.js";
import { adoptSqlFolder } from "../write/adopt-sql-folder.js";
import type { AdoptInput, Candidate } from "./adopt-database.js";
import { readToolHistory } from "./read-tool-history.js";
import { tellingWritten } from "./telling-written.js";

/**
 * Which of the module's adopted migrations another tool has applied, by its own table. Where the module has no migrations
 * yet and the folder is named, that becomes migrations first, and stays whatever comes of the rest.
 *
 * @throws StrataError ADOPT_NOT_ADOPTED; what reading the tool's table and adopting a folder throw.
 */
export async function adoptToolHistory(input: AdoptInput): Promise<Candidate> {
  const { options, database, module } = input;
  const tool = must(options.from, "the tool");
  const history = await readToolHistory(database.connection, tool, options.table);
  const { workspace, written, findings } = await withFolders(input);
  const adopted = adoptedOf(workspace, module.name);
  const there = appliedThere(tool, history, adopted);
  return {
    workspace,
    migrations: there.migrations,
    pending: adopted.filter((one) => !there.migrations.includes(one)),
    table: history?.table,
    write: () => [],
    written,
    findings: [...findings, ...there.findings, ...moreThanSql(there.migrations)],
  };
}

interface Folders {
  readonly workspace: Workspace;
  readonly written: readonly string[];
  readonly findings: readonly Finding[];
}

async function withFolders({ options, place, workspace, module }: AdoptInput): Promise<Folders> {
  const { from, directory, cwd, env, signal } = options;
  if (adoptedOf(workspace, module.name).length > 0) return { workspace, written: [], findings: [] };
  if (directory === undefined)
    throw new StrataError("ADOPT_NOT_ADOPTED", `${module.name} holds no migration that was adopted`, {
      hint: `Name the folder of the files: strata adopt --from ${from} DIR -m ${module.name}`,
    });
  const { directory: path, ...folder } = await adoptSqlFolder({
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    ...(signal === undefined ? {} : { signal }),
    from: must(from, "the tool"),
    directory,
    module: module.name,
  });
  const written = folder.migrations.map((one) => resolve(path, one.folder));
  const now = await readWorkspace(place);
  await tellingWritten(written, async () => requireSound(now));
  return { workspace: now, written, findings: folder.findings };
}

function adoptedOf({ migrations }: Workspace, module: ModuleName): Migration[] {
  return migrations.filter(
    (one) => one.module === module && one.headers.adopted !== undefined && one.headers.adopted.tool !== BASELINE,
  );
}
