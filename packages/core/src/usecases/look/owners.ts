import { readSnapshot } from "../../catalog/read-snapshot.js";
import { isError, type Finding } from "../../errors/finding.js";
import type { Owner } from "../../ownership/owner.js";
import { unclaimedFindings } from "../../ownership/unclaimed-findings.js";
import type { PlanTarget } from "../../plan/plan.js";
import type { KindName, ObjectKey } from "../../snapshot/catalog-object.js";
import type { ModuleName } from "../../types/ids.js";
import type { CommonOptions } from "../options.js";
import { interruptible } from "../open/interruptible.js";
import { withDatabaseAndWorkspace } from "../open/open-database.js";
import { requireModule } from "../open/require-module.js";
import { ownersAt } from "./owners-at.js";

/** What one owner has. */
export interface OwnedObjects {
  readonly owner: Owner;
  /** How many of each kind, kinds in alphabetical order. */
  readonly counts: Readonly<Partial<Record<KindName, number>>>;
  /** Sorted. */
  readonly objects: readonly ObjectKey[];
}

/** Whose the objects of a database are. */
export interface OwnersMap {
  readonly target: PlanTarget;
  /** The modules by name, those without an object too, then what is shared and what is unclaimed. */
  readonly owners: readonly OwnedObjects[];
  readonly findings: readonly Finding[];
}

/**
 * Reads the catalog and says of every object whose it is, by the claims in force at the versions that are applied.
 *
 * Findings are the workspace's errors, objects that two modules claim, and unclaimed ones in a schema that a claim names.
 * Unclaimed objects are only told, and no finding, where the history holds modules that this workspace does not know:
 * theirs they may be.
 *
 * @throws StrataError MODULE_UNKNOWN; INTERRUPTED; what connecting, reading the history and a snapshot throw.
 */
export async function owners(
  options: CommonOptions & {
    /** Only what this module has, and the findings of all. */
    readonly module?: ModuleName;
  },
): Promise<OwnersMap> {
  return withDatabaseAndWorkspace(options, async ({ connection }, workspace, reading) => {
    const { modules } = workspace;
    if (options.module !== undefined) requireModule(modules, options.module);
    const { applied, objects } = await interruptible(connection, options.signal, async () => ({
      applied: (await reading).applied,
      objects: (await readSnapshot(connection)).objects,
    }));
    const { owners: map, elsewhere } = ownersAt(objects, workspace, applied);
    const all: readonly Owner[] = [...modules.map(({ name: module }) => ({ module })), "shared", "unclaimed"];
    const keys = new Map<string, ObjectKey[]>(all.map((owner) => [nameOf(owner), []]));
    for (const [key, owner] of map.of) keys.get(nameOf(owner))?.push(key);
    const shown = options.module === undefined ? all : [{ module: options.module }];
    return {
      target: connection.target,
      owners: shown.map((owner) => {
        const own = keys.get(nameOf(owner)) ?? [];
        return { owner, counts: countKinds(own.map((key) => objects[key]!.kind)), objects: own };
      }),
      findings: [
        ...workspace.findings.filter(isError),
        ...map.findings,
        ...(elsewhere ? [] : unclaimedFindings(objects, map, modules)),
      ],
    };
  });
}

/** Names an owner within a map: no module's name begins with a space. */
function nameOf(owner: Owner): string {
  return typeof owner === "string" ? ` ${owner}` : owner.module;
}

function countKinds(kinds: readonly KindName[]): Partial<Record<KindName, number>> {
  const counts: Partial<Record<KindName, number>> = {};
  for (const kind of kinds.toSorted()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}
