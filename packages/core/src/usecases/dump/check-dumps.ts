import { join } from "node:path";
import { isError, type Finding } from "../../errors/finding.js";
import { StrataError } from "../../errors/strata-error.js";
import { withoutAccepted } from "../../migration/without-accepted.js";
import type { Module } from "../../module/module.js";
import { readGenerated } from "../../workspace/read-generated.js";
import type { Place } from "../../types/place.js";
import type { Workspace } from "../../workspace/workspace.js";
import { findWorkspace, readWorkspace } from "../open/open-workspace.js";
import type { ScratchOptions } from "../scratch/with-scratch.js";
import { compareGenerated } from "./compare-generated.js";
import { chosenModules, generate } from "./dump-modules.js";
import { latestDirectory } from "./generated-files.js";
import { isProven, keepProof } from "./proof.js";

/** What a check of generated files takes. */
export type CheckDumpsOptions = ScratchOptions;

/**
 * Proves that the generated files of the workspace are those of a replay, schema and rows, and changes nothing. A
 * workspace in which no module has any is not asked for them, and needs no server. What was proven here before is
 * not replayed again.
 *
 * @returns DUMP_STALE, DUMP_MISSING, DUMP_OBSOLETE, DUMP_NOT_OURS and LATEST_NEEDS_REPLAY, without those that are accepted;
 *   REPLAY_FAILED.
 */
export async function checkDumps(options: CheckDumpsOptions): Promise<readonly Finding[]> {
  const place = findWorkspace(options);
  const workspace = await readWorkspace(place);
  // What is wrong with the files themselves is told by the check of the workspace.
  if (workspace.findings.some(isError)) return [];
  const modules = chosenModules(workspace, undefined);
  if (!modules.some((module) => hasGenerated(workspace, module))) return [];
  const wanted = modules.filter((module) => hasGenerated(workspace, module) || module.allow.DUMP_MISSING === undefined);
  const subject = { cacheDirectory: place.cacheDirectory, config: await place.config(), workspace, modules: wanted };
  if (isProven(subject)) return [];
  const findings = await findDifferences(options, place, workspace, wanted);
  const left = withoutAccepted(findings, workspace.modules, workspace.migrations);
  if (left.length === 0) keepProof(subject);
  return left;
}

async function findDifferences(
  options: ScratchOptions,
  place: ReturnType<typeof findWorkspace>,
  workspace: Workspace,
  modules: readonly Module[],
): Promise<Finding[]> {
  try {
    const generated = await generate(options, place, workspace, modules);
    return generated.flatMap((files) => [...compareGenerated(files).findings, ...files.findings]);
  } catch (error) {
    // A history that cannot be replayed is what a check looks for; a server that cannot be reached is not.
    if (!(error instanceof StrataError) || error.details["step"] === undefined) throw error;
    const { code, message, hint, details } = error;
    const place = details["place"] as Place | undefined;
    const finding = { code: "REPLAY_FAILED", message: `${code}: ${message}` } as const;
    return [{ ...finding, ...(hint === undefined ? {} : { hint }), ...(place === undefined ? {} : { place }) }];
  }
}

function hasGenerated({ migrations }: Workspace, module: Module): boolean {
  return (
    readGenerated(join(latestDirectory(module), "versions.json")) !== undefined ||
    migrations.some(
      (migration) =>
        migration.module === module.name && readGenerated(join(migration.directory, "schema.sql")) !== undefined,
    )
  );
}
