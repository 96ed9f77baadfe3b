import { type CatalogSession, readSnapshot } from "../../catalog/read-snapshot.js";
import { hashObjects, type Objects, splitByModule } from "../../drift/owned-objects.js";
import type { Snapshot } from "../../snapshot/snapshot.js";
import type { MigrationId, ModuleName } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import { type StoredState, readStoredState } from "../../history/stored-snapshot.js";
import { type OwnersAt, ownersAt } from "./owners-at.js";

/** A catalog as it is now, its objects by the modules that own them. */
export interface LiveObjects extends OwnersAt {
  readonly major: Snapshot["major"];
  readonly objects: Objects;
  readonly byModule: ReadonlyMap<ModuleName, Objects>;
  readonly hashes: ReadonlyMap<ModuleName, string>;
}

/** The state of the stored snapshot and the live catalog, read at once; undefined where nothing can be stored yet. */
export async function readBoth(
  session: CatalogSession,
  workspace: Workspace,
): Promise<{ readonly state: StoredState; readonly live: LiveObjects } | undefined> {
  const [state, snapshot] = await Promise.all([readStoredState(session), readSnapshot(session)]);
  return state === undefined ? undefined : { state, live: liveObjects(snapshot, workspace, state.migrations) };
}

/** Says of a snapshot whose its objects are, by the claims in force at what is applied. */
export function liveObjects(
  { major, objects }: Snapshot,
  workspace: Workspace,
  applied: readonly MigrationId[],
): LiveObjects {
  const { owners, elsewhere } = ownersAt(objects, workspace, applied);
  const byModule = splitByModule(objects, owners);
  return {
    major,
    objects,
    owners,
    byModule,
    hashes: new Map([...byModule].map(([module, own]) => [module, hashObjects(own)])),
    elsewhere,
  };
}
