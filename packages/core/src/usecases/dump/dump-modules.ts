import { join } from "node:path";
import type { Finding } from "../../errors/finding.js";
import { withoutAccepted } from "../../migration/without-accepted.js";
import type { Module } from "../../module/module.js";
import { formatId, type ModuleName } from "../../types/ids.js";
import { removeGenerated } from "../../workspace/remove-generated.js";
import type { Workspace } from "../../workspace/workspace.js";
import { writeFiles } from "../../workspace/write-files.js";
import { findWorkspace, readWorkspace, requireSound, type WorkspacePlace } from "../open/open-workspace.js";
import { requireModule } from "../open/require-module.js";
import type { ScratchOptions } from "../scratch/with-scratch.js";
import { compareGenerated } from "./compare-generated.js";
import { type GeneratedFiles, generatedFiles } from "./generated-files.js";
import { KnownDumps } from "./known-dumps.js";
import { keepProof } from "./proof.js";
import { replayDumps } from "./replay-dumps.js";

/** What is dumped. */
export interface DumpOptions extends ScratchOptions {
  /** Default: the modules of the workspace that have migrations. */
  readonly modules?: readonly ModuleName[];
  /** Writes nothing, and names in the findings what would be written. */
  readonly check?: boolean;
}

/** What came of it. Paths are absolute. */
export interface DumpResult {
  readonly modules: readonly ModuleName[];
  /** Generated files that there are now, or should be. */
  readonly files: number;
  /** Those that were written; with `check` those that would be. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly findings: readonly Finding[];
}

/**
 * Writes the generated files of modules: `schema.sql` of each migration, and LATEST. They come from replays on scratch
 * databases, so no target is touched or asked. Only files that differ are written, all of them or none; a file that is not
 * strata's is left and named. Modules from node_modules have theirs already.
 *
 * @throws StrataError MODULE_UNKNOWN, USAGE; what replaying throws, WRITE_FAILED: the files are as before then.
 */
export async function dumpModules(options: DumpOptions): Promise<DumpResult> {
  const place = findWorkspace(options);
  const workspace = await readWorkspace(place);
  requireSound(workspace);
  const modules = chosenModules(workspace, options.modules);
  const config = await place.config();
  const known = options.check === true ? undefined : new KnownDumps(place.cacheDirectory, workspace, config);
  const generated = await generate(options, place, workspace, modules, known);
  const compared = generated.map(compareGenerated);
  const changes = compared.flatMap((one) => one.changes);
  const obsolete = compared.flatMap((one) => one.obsolete);
  if (options.check !== true) {
    options.signal?.throwIfAborted();
    writeFiles(changes);
    removeGenerated(obsolete);
  }
  const differences = compared.flatMap(({ findings }) => findings);
  const findings = [
    ...differences.filter(({ code }) => options.check === true || code === "DUMP_NOT_OURS"),
    ...generated.flatMap((one) => one.findings),
  ];
  known?.keep(schemasOf(workspace, generated));
  const left = withoutAccepted(findings, workspace.modules, workspace.migrations);
  // What was just written needs no other replay to be shown right.
  if (options.check !== true && left.length === 0)
    keepProof({ cacheDirectory: place.cacheDirectory, config, workspace, modules });
  return {
    modules: modules.map(({ name }) => name),
    files: generated.reduce((sum, { texts }) => sum + texts.size, 0),
    written: changes.map(({ path }) => path),
    removed: obsolete,
    findings: left,
  };
}

/** The files of modules as they should be, whatever is on disk. */
export async function generate(
  options: ScratchOptions,
  place: WorkspacePlace,
  workspace: Workspace,
  modules: readonly Module[],
  known?: KnownDumps,
): Promise<GeneratedFiles[]> {
  if (modules.length === 0) return [];
  const { postgres } = await place.config();
  return generatedFiles(await replayDumps(options, place, workspace, modules, known), workspace, modules, postgres);
}

/** The dumps behind migrations among generated files, by `module@version`. */
function schemasOf({ migrations }: Workspace, generated: readonly GeneratedFiles[]): Map<string, string> {
  const texts = new Map(generated.flatMap((files) => [...files.texts]));
  return new Map(
    migrations.flatMap((migration) => {
      const text = texts.get(join(migration.directory, "schema.sql"));
      return text === undefined ? [] : [[formatId(migration), text] as const];
    }),
  );
}

/** The modules whose files are generated here: those named, else all of the workspace that have migrations. */
export function chosenModules(workspace: Workspace, names: readonly ModuleName[] | undefined): readonly Module[] {
  const own = workspace.modules.filter(({ origin }) => origin === "workspace");
  const withMigrations = new Set(workspace.migrations.map(({ module }) => module));
  if (names === undefined || names.length === 0) return own.filter(({ name }) => withMigrations.has(name));
  return [...new Set(names)].map((name) =>
    requireModule(
      own,
      name,
      own.map((module) => module.name),
    ),
  );
}
