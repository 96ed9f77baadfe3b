import { readDump } from "../../dump/dump-text.js";
import { readLatestHistory } from "../../dump/latest-history.js";
import { replayedVersion, sameVersions } from "../../dump/latest-versions.js";
import { sha256 } from "../../lib/hash.js";
import { createIdentities } from "../../migration/identity.js";
import { topologicalSort } from "../../lib/topological-sort.js";
import type { Migration } from "../../migration/migration.js";
import { type Module, SYS_CORE } from "../../module/module.js";
import type { Plan } from "../../plan/plan.js";
import { targetModules } from "../../plan/target-modules.js";
import { compareText, formatId } from "../../types/ids.js";
import { fixturesChecksum } from "../../workspace/fixtures-checksum.js";
import { type LatestOnDisk, type LatestProblem, readLatest } from "../../workspace/read-latest.js";
import type { Workspace } from "../../workspace/workspace.js";
import type { InstallModule, InstallSource } from "./install-source.js";

/**
 * Reads LATEST of these modules for a server of this major.
 *
 * @returns why it cannot be installed, where one of them has none or does not match the disk; undefined when none of
 *   them has any.
 */
export function readInstallSource(
  workspace: Workspace,
  modules: readonly Module[],
  plan: Plan,
  major: number,
): InstallSource | LatestProblem | undefined {
  const latest = modules.map((module) => ({ module, found: readLatest(module) }));
  if (latest.every(({ found }) => found === undefined)) return undefined;
  const order = inOrder(workspace, plan);
  const ready: InstallModule[] = [];
  for (const { module, found } of latest) {
    if (found === undefined) return { problem: `${module.name} has none`, isOutdated: true };
    if ("problem" in found) return found;
    const problem = mismatch(workspace, module, found, order, major);
    if (problem !== undefined) return problem;
    const sections = readDump(found.schema.text);
    const history = readLatestHistory(found.history.text);
    if (sections === undefined || history === undefined)
      return { problem: `LATEST of ${module.name} is of another format`, isOutdated: true };
    const { schema: file, bootstrap, fixtures } = found;
    const { migrations: replayed, unlabelled, given } = history;
    ready.push({ module, file, sections, bootstrap, fixtures, replayed, unlabelled, given });
  }
  const hashes = latest.map(({ module, found }) => `${module.name} ${(found as LatestOnDisk).hash}\n`);
  return { modules: byDependency(ready), hash: sha256(hashes.toSorted(compareText).join("")) };
}

/** Every migration that a replay would run, in its order: those of sys-core first, also where they are applied. */
function inOrder({ migrations }: Workspace, plan: Plan): Migration[] {
  const folders = new Map(migrations.map((migration) => [formatId(migration), migration]));
  return [
    ...migrations.filter(({ module }) => module === SYS_CORE),
    ...plan.steps.filter(({ module }) => module !== SYS_CORE).flatMap((step) => folders.get(formatId(step)) ?? []),
  ];
}

function mismatch(
  { modules, migrations }: Workspace,
  { name }: Module,
  { versions }: LatestOnDisk,
  order: readonly Migration[],
  major: number,
): LatestProblem | undefined {
  const closure = targetModules(modules, migrations, createIdentities(modules, migrations), [name]);
  const now = order
    .filter(({ module }) => closure.has(module))
    .map((one) => replayedVersion(one, one.fixtures && fixturesChecksum(one.fixtures)));
  if (versions.module !== name || !sameVersions(versions.versions, now))
    return { problem: `LATEST of ${name} is stale`, isOutdated: true };
  if (versions.replay !== undefined) return { problem: `${name}: ${versions.replay.join("; ")}`, isOutdated: false };
  if (versions.postgres > major)
    return {
      problem: `LATEST of ${name} is of PostgreSQL ${versions.postgres}, and the server is ${major}`,
      isOutdated: false,
    };
  return undefined;
}

/** A module behind those that it depends on; by name where they depend on each other in a circle. */
function byDependency(modules: readonly InstallModule[]): readonly InstallModule[] {
  const known = new Map(modules.map((one) => [one.module.name, one]));
  const edges = modules.flatMap((one) =>
    one.module.dependencies.flatMap((name) => {
      const needed = known.get(name);
      return needed === undefined ? [] : [[needed, one] as const];
    }),
  );
  return topologicalSort(modules, edges, (a, b) => compareText(a.module.name, b.module.name)).order ?? modules;
}
