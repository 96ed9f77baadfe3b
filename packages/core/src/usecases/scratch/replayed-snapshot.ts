import { readSnapshot } from "../../catalog/read-snapshot.js";
import type { Snapshot } from "../../snapshot/snapshot.js";
import type { ModuleName } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import type { WorkspacePlace } from "../open/open-workspace.js";
import { replay } from "./replay.js";
import { type ScratchOptions, withScratch } from "./with-scratch.js";

/**
 * What the migrations of a workspace make, without fixtures: the catalog of a scratch database on which they were replayed.
 * `modules` takes only these and what they depend on.
 *
 * @throws StrataError what scratch databases and replaying throw.
 */
export function replayedSnapshot(
  options: ScratchOptions,
  place: WorkspacePlace,
  workspace: Workspace,
  modules?: readonly ModuleName[],
): Promise<Snapshot> {
  const { signal, onProgress, connect } = options;
  const passed = {
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(connect === undefined ? {} : { connect }),
  };
  return withScratch(
    options,
    async (scratch) => {
      const some = modules === undefined ? {} : { modules };
      const { connection } = await replay(scratch, workspace, { ...passed, ...some, class: "staging" });
      return readSnapshot(connection);
    },
    place,
  );
}
