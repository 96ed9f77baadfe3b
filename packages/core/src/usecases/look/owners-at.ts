import { createIdentities } from "../../migration/identity.js";
import { assignOwners } from "../../ownership/assign-owners.js";
import { newestVersions } from "../../ownership/newest-versions.js";
import type { Owners } from "../../ownership/owner.js";
import type { Snapshot } from "../../snapshot/snapshot.js";
import type { MigrationId } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";

/** Whose the objects of a database are, and whether others than this workspace may have some. */
export interface OwnersAt {
  readonly owners: Owners;
  /** The history holds modules that this workspace does not know: what nobody claims here may be theirs. */
  readonly elsewhere: boolean;
}

/** Whose objects are where these rows of the history are applied; old names and stamps in them are resolved. */
export function ownersAt(
  objects: Snapshot["objects"],
  { modules, migrations }: Workspace,
  applied: readonly MigrationId[],
): OwnersAt {
  const identities = createIdentities(modules, migrations);
  const known = applied.map((id) => identities.migration(id));
  return {
    owners: assignOwners(objects, modules, newestVersions(known)),
    elsewhere: known.some(({ module }) => modules.every(({ name }) => name !== module)),
  };
}
