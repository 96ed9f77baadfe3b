import { type FoundDrift, findDrift } from "../../drift/find-drift.js";
import { differingModules, type Objects } from "../../drift/owned-objects.js";
import { readStoredObjects, type StoredState } from "../../history/stored-snapshot.js";
import { createIdentities } from "../../migration/identity.js";
import type { Session } from "../../types/session.js";
import type { Workspace } from "../../workspace/workspace.js";
import type { LiveObjects } from "./live-objects.js";

/** Compares the stored snapshot with the live catalog. Only of modules whose hashes differ the objects are read. */
export async function readDrift(
  session: Session,
  { modules, migrations }: Workspace,
  { state, live }: { readonly state: StoredState; readonly live: LiveObjects },
): Promise<FoundDrift> {
  const differing = differingModules(state.hashes, live.hashes);
  const identities = createIdentities(modules, migrations);
  const read = await readStoredObjects(session, differing);
  // A module may stand there under a name that it has had, and under today's.
  const stored = new Map<string, Objects>();
  for (const [module, objects] of read) {
    const name = identities.module(module);
    stored.set(name, { ...stored.get(name), ...objects });
  }
  const objects: Objects = Object.assign({}, ...differing.map((module) => live.byModule.get(module) ?? {}));
  const known = new Set(modules.map(({ name }) => name));
  const found = findDrift(stored, { objects, owners: live.owners }, known);
  // What several modules share may have been made by one that is not known here.
  return live.elsewhere ? { ...found, drift: found.drift.filter(({ module }) => module !== undefined) } : found;
}
