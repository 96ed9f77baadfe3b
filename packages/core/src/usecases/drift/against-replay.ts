import type { Finding } from "../../errors/finding.js";
import { findDrift } from "../../drift/find-drift.js";
import { createIdentities } from "../../migration/identity.js";
import type { Snapshot } from "../../snapshot/snapshot.js";
import { formatId, type MigrationId } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import { liveObjects } from "../look/live-objects.js";
import type { WorkspacePlace } from "../open/open-workspace.js";
import { replayedSnapshot } from "../scratch/replayed-snapshot.js";
import type { ScratchOptions } from "../scratch/with-scratch.js";
import type { Compared } from "./against-stored.js";
import { rewriteOnScratch } from "./rewrite-on-scratch.js";

/**
 * Compares a live catalog with what the migrations that are applied there make, replayed on a scratch database of the major
 * that the root configuration names. A live catalog of another major is written by the scratch server first, for majors
 * write the same expressions differently.
 *
 * What the workspace has no folder of cannot be replayed: its modules are named and not compared. Extensions and schemas that
 * only the live database has are no drift, for whoever runs a server puts some there.
 *
 * @throws StrataError what replaying throws.
 */
export async function againstReplay(
  options: ScratchOptions,
  place: WorkspacePlace,
  workspace: Workspace,
  { snapshot, applied }: { readonly snapshot: Snapshot; readonly applied: readonly MigrationId[] },
): Promise<Compared> {
  const identities = createIdentities(workspace.modules, workspace.migrations);
  const ids = new Set(applied.map((id) => formatId(identities.migration(id))));
  const migrations = workspace.migrations.filter((migration) => ids.has(formatId(migration)));
  const here = new Set(migrations.map(formatId));
  const known = new Set(workspace.modules.map(({ name }) => name));
  const missing = applied.map((id) => identities.migration(id)).filter((id) => !here.has(formatId(id)));
  const findings = missing.filter(({ module }) => known.has(module)).map(notReplayed);
  for (const { module } of missing) known.delete(module);

  const replayed = await replayedSnapshot(options, place, { ...workspace, migrations });
  const same = snapshot.major === replayed.major ? snapshot : await rewriteOnScratch(options, place, snapshot);
  const wanted = liveObjects(replayed, workspace, migrations);
  const live = liveObjects(same, workspace, applied);
  const found = findDrift(wanted.byModule, live, known);
  const drift = found.drift.filter(({ module, kind }) => module !== undefined || kind === "removed");
  const others = found.drift.filter((one) => !drift.includes(one));
  return {
    ...found,
    drift,
    unclaimed: [...others, ...found.unclaimed],
    findings: [...findings, ...live.owners.findings],
  };
}

function notReplayed(id: MigrationId): Finding {
  return {
    code: "DRIFT_NOT_REPLAYED",
    message: `${formatId(id)} is applied and its folder is not here: ${id.module} is not compared`,
    ...id,
  };
}
