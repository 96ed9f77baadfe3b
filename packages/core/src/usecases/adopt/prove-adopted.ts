import { readSnapshot } from "../../catalog/read-snapshot.js";
import type { FoundTable } from "../../catalog/read-tool-table.js";
import { compareObjects } from "../../drift/compare-objects.js";
import { withNeeded } from "../../dump/with-needed.js";
import type { Finding } from "../../errors/finding.js";
import { StrataError } from "../../errors/strata-error.js";
import { canonicalJson } from "../../lib/canonical-json.js";
import { assignOwners } from "../../ownership/assign-owners.js";
import { newestVersions } from "../../ownership/newest-versions.js";
import { moduleOf } from "../../ownership/owner.js";
import type { Connection } from "../../postgres/connection.js";
import type { Snapshot } from "../../snapshot/snapshot.js";
import { compareText, type ModuleName } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import type { OpenedDatabase } from "../open/open-database.js";
import type { WorkspacePlace } from "../open/open-workspace.js";
import type { CommonOptions } from "../options.js";
import { rewriteOnScratch } from "../drift/rewrite-on-scratch.js";
import { replayedSnapshot } from "../scratch/replayed-snapshot.js";

/** Which objects of a database count. */
export interface SliceRequest {
  readonly module: ModuleName;
  /** No more migrations than those whose objects the database should hold. */
  readonly workspace: Workspace;
  /** The other tool's table, which is nobody's. */
  readonly table: FoundTable | undefined;
}

type ProofOptions = Pick<CommonOptions, "cwd" | "env" | "signal" | "onProgress" | "connect">;

/** What a database was proven to hold of a module, so that it can be looked at again. */
export interface Proof {
  /**
   * Looks whether the database holds the same still.
   *
   * @throws StrataError ADOPT_DIFFERS when it does not.
   */
  readonly again: (connection: Connection) => Promise<void>;
}

/**
 * Proves that a database holds of a module what the workspace's migrations make: they are replayed on a scratch database, and
 * the module's slices of both are compared object by object. The order of a table's columns does not count.
 *
 * @throws StrataError ADOPT_DIFFERS with every difference in `details.findings`; what replaying throws.
 */
export async function proveAdopted(
  options: ProofOptions,
  place: WorkspacePlace,
  { connection }: OpenedDatabase,
  request: SliceRequest,
): Promise<Proof> {
  const made = await replayedSnapshot(options, place, request.workspace, [request.module]);
  const expected = sliceOf(made, request);
  const held = await readSnapshot(connection);
  const slice = sliceOf(held, request);
  const actual = held.major === made.major ? slice : await rewritten(options, place, held, slice);
  refuse(request, connection.target.database, differences(expected, actual));
  const proven = canonicalJson(slice);
  return {
    again: async (later) => {
      const now = sliceOf(await readSnapshot(later), request);
      if (canonicalJson(now) !== proven) refuse(request, connection.target.database, differences(slice, now));
    },
  };
}

/** The slice as the scratch server writes it: majors write the same expressions differently. */
async function rewritten(
  options: ProofOptions,
  place: WorkspacePlace,
  held: Snapshot,
  slice: Snapshot["objects"],
): Promise<Snapshot["objects"]> {
  const whole = { ...held, objects: withNeeded(held.objects, Object.keys(slice)) };
  const { objects } = await rewriteOnScratch(options, place, whole);
  return Object.fromEntries(Object.entries(objects).filter(([key]) => key in slice));
}

function sliceOf(snapshot: Snapshot, { module, workspace, table }: SliceRequest): Snapshot["objects"] {
  const owners = assignOwners(snapshot.objects, workspace.modules, newestVersions(workspace.migrations));
  const isTool = (schema: string | undefined, name: string | undefined): boolean =>
    table !== undefined && schema === table.schema && name === table.name;
  return Object.fromEntries(
    Object.entries(snapshot.objects).filter(
      ([key, object]) =>
        moduleOf(owners.of.get(key)) === module &&
        !isTool(object.schema, object.name) &&
        !isTool(object.of?.schema, object.of?.name),
    ),
  );
}

/** In words, object by object, from what the migrations make to what the database holds. */
function differences(expected: Snapshot["objects"], actual: Snapshot["objects"]): string[] {
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...keys].toSorted(compareText).flatMap((key) => {
    const [made, held] = [expected[key], actual[key]];
    if (made === undefined) return [`${key} is in the database, and no migration makes it`];
    if (held === undefined) return [`${key} is not in the database, and the migrations make it`];
    return compareObjects(key, made, held).map(({ text }) => text);
  });
}

function refuse({ module }: SliceRequest, database: string, found: readonly string[]): void {
  if (found.length === 0) return;
  const count = found.length === 1 ? "one difference" : `${found.length} differences`;
  throw new StrataError(
    "ADOPT_DIFFERS",
    `database "${database}" does not hold what the migrations of ${module} make (${count}); nothing was recorded`,
    { details: { findings: found.map((message): Finding => ({ code: "ADOPT_DIFFERS", message, module })) } },
  );
}
