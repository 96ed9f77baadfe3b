import { join, resolve } from "node:path";
import { type AdoptedFolder, adoptedFolder } from "../../adopt/adopted-folder.js";
import { assignStamps } from "../../adopt/assign-stamps.js";
import { checkAdopted, markNoTransaction, schemaFindings } from "../../adopt/check-adopted.js";
import { historyReaders } from "../../adopt/history-readers.js";
import type { SourceMigration } from "../../adopt/source-history.js";
import type { AdoptTool } from "../../adopt/tool.js";
import { type Finding, isError } from "../../errors/finding.js";
import { StrataError, throwFindings } from "../../errors/strata-error.js";
import type { Module } from "../../module/module.js";
import { firstSchema } from "../../ownership/first-schema.js";
import { loadParser } from "../../sql/load-parser.js";
import type { ModuleName } from "../../types/ids.js";
import { fillFolder, isVacant } from "../../workspace/fill-folder.js";
import { realPathWithin } from "../../workspace/module-folder.js";
import { readHistoryFolder } from "../../workspace/read-history-folder.js";
import { chooseModule } from "./choose-module.js";
import { findWorkspace, readWorkspace } from "../open/open-workspace.js";
import type { CommonOptions } from "../options.js";

/** Which history, and the module that becomes its owner. */
export interface AdoptOptions extends CommonOptions {
  readonly from: AdoptTool;
  /** Folder of the history; relative to `cwd`. */
  readonly directory: string;
  /** A module of the workspace without migrations. */
  readonly module: ModuleName;
  /** Default: true. With false nothing is written, and places are those of the original files. */
  readonly write?: boolean;
}

/** One migration as it was called there and is called here. */
export interface AdoptedMigration {
  readonly original: string;
  /** Name of the folder. */
  readonly folder: string;
  /** Why there is no way back. */
  readonly irreversible?: string;
  readonly noTransaction: { readonly up: boolean; readonly down: boolean };
}

/** What adopting made, or would make. */
export interface AdoptResult {
  readonly module: ModuleName;
  readonly from: AdoptTool;
  /** Absolute path of the module's folder of migrations. */
  readonly directory: string;
  readonly written: boolean;
  /** In the order in which they run. */
  readonly migrations: readonly AdoptedMigration[];
  /** What was left out, and what the SQL needs before it can run; errors among them stand in files that were written. */
  readonly findings: readonly Finding[];
}

/**
 * Turns the history of another tool into the migrations of a module: one folder each, in the tool's order, the SQL
 * unchanged below headers. Nothing of it is executed, and no database is touched. The folders appear all at once.
 *
 * @throws StrataError MODULE_UNKNOWN, USAGE for an installed module, ADOPT_NOT_EMPTY, PATH_OUTSIDE_MODULE,
 * ADOPT_NOTHING, WRITE_FAILED; FILE_…, ADOPT_TWICE, ADOPT_DOWN_ALONE and ADOPT_FORMAT with every problem in
 * `details.findings`. Nothing is written then.
 */
export async function adoptSqlFolder(options: AdoptOptions): Promise<AdoptResult> {
  const place = findWorkspace(options);
  const workspace = await readWorkspace(place);
  const { extensionSchema } = await place.config();
  const module = chooseModule(workspace, options.module, place.root);
  const directory = vacantFolder(module);

  const source = resolve(options.cwd ?? process.cwd(), options.directory);
  const { migrations, findings } = readSource(options.from, source);

  const parser = await loadParser();
  const context = { firstSchema: firstSchema(module.owns), extensionSchema };
  const marked = migrations.map((migration) => markNoTransaction(parser, migration, context));
  const stamps = assignStamps(marked.map(({ version }) => version));
  const folders = marked.map((migration, index) => adoptedFolder(options.from, migration, stamps[index]!));

  const written = options.write ?? true;
  if (written) fillFolder(directory, filesOf(folders));
  const ofSql = folders.flatMap((adopted) =>
    checkAdopted(parser, adopted, context, written ? (file) => join(directory, adopted.folder, file) : undefined),
  );
  return {
    module: module.name,
    from: options.from,
    directory,
    written,
    migrations: folders.map(({ source: { original }, folder, irreversible, noTransaction }) => ({
      original,
      folder,
      ...(irreversible === undefined ? {} : { irreversible }),
      noTransaction,
    })),
    findings: [...findings, ...schemaFindings(parser, marked, context), ...ofSql],
  };
}

function vacantFolder({ name, directory, migrationsDirectory }: Module): string {
  const within = realPathWithin(directory, migrationsDirectory);
  if (within === "outside")
    throw new StrataError("PATH_OUTSIDE_MODULE", `the folder of migrations of ${name} lies outside of the module`);
  const path = within === "missing" ? migrationsDirectory : within.path;
  if (isVacant(path)) return path;
  throw new StrataError("ADOPT_NOT_EMPTY", `the module ${name} has migrations already, in ${path}`, {
    hint: "Remove them if nothing has run them, such as the first one that `strata module add` makes; else adopt into another module.",
  });
}

function readSource(
  tool: AdoptTool,
  path: string,
): { readonly migrations: readonly SourceMigration[]; readonly findings: readonly Finding[] } {
  const unread: Finding[] = [];
  const folder = readHistoryFolder(path, unread);
  const { migrations, findings } = historyReaders[tool](folder);
  // What could not be read has no text that could be judged.
  const unreadPaths = new Set(unread.map(({ place }) => place?.file));
  const all = [...unread, ...findings.filter(({ place }) => !unreadPaths.has(place?.file))];
  throwFindings(all.some(isError) ? all : []);
  if (migrations.length > 0) return { migrations, findings: all };
  throw new StrataError("ADOPT_NOTHING", `${path} holds no migration of ${tool}`, {
    hint: "Name the folder that holds the files themselves, and the tool that they were written for with --from.",
    details: { findings: all },
  });
}

function filesOf(folders: readonly AdoptedFolder[]): Record<string, string> {
  return Object.fromEntries(
    folders.flatMap(({ folder, files }) =>
      Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text] as const),
    ),
  );
}
