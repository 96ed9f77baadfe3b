import { formatTable } from "../../dataset/dataset.js";
import { type LatestTable, latestRows } from "../../dataset/latest-rows.js";
import { portableInverse } from "../../dataset/portable-inverse.js";
import type { InverseDelta } from "../../dataset/inverse-delta.js";
import type { RecordedMigration } from "../../dump/latest-history.js";
import type { Finding } from "../../errors/finding.js";
import type { Migration } from "../../migration/migration.js";
import type { Module } from "../../module/module.js";
import { indexClaims } from "../../ownership/claim-index.js";
import { newestVersions } from "../../ownership/newest-versions.js";
import type { QualifiedName } from "../../snapshot/catalog-object.js";
import { formatId, type ModuleName } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import type { WorkspacePlace } from "../open/open-workspace.js";
import { replay } from "../scratch/replay.js";
import { type ScratchOptions, withScratch } from "../scratch/with-scratch.js";
import type { KnownDumps } from "./known-dumps.js";
import { MOST_ROWS, readReplayed, type Replayed } from "./read-replayed.js";
import { replaySchemas } from "./replay-schemas.js";

/** What replays of the history give for some modules. */
export interface ReplayedDumps {
  /** Everything that ran, in its order. */
  readonly order: readonly Migration[];
  /** The module's dump behind each of its migrations, by `module@version`. */
  readonly schemas: ReadonlyMap<string, string>;
  /** What migrations have made and no dump holds. */
  readonly unclaimed: readonly Finding[];
  /** The module's dump behind all of them. */
  readonly latest: ReadonlyMap<ModuleName, string>;
  readonly rows: ReadonlyMap<ModuleName, ReadonlyMap<string, LatestTable>>;
  readonly recorded: ReadonlyMap<string, RecordedMigration>;
  /** Why an installation of a module has to replay the history, as sentences. */
  readonly replay: ReadonlyMap<ModuleName, readonly string[]>;
}

/**
 * Replays the history of modules on scratch databases: once for the schema behind each of their migrations; again, where
 * there are rows, to see which values are others each time; and once without fixtures, where there are any. What is
 * `known` of the schemas is taken from there.
 *
 * @throws StrataError what replaying throws; KIND_NOT_MODELLED with the migration that it stands behind.
 */
export async function replayDumps(
  options: ScratchOptions,
  place: WorkspacePlace,
  workspace: Workspace,
  modules: readonly Module[],
  known?: Pick<KnownDumps, "text">,
): Promise<ReplayedDumps> {
  const names = new Set(modules.map(({ name }) => name));
  const found = new Map<string, string>();
  const isWanted = (migration: Migration): boolean => {
    const id = formatId(migration);
    const text = found.get(id) ?? known?.text(migration);
    if (text !== undefined) found.set(id, text);
    return text === undefined;
  };
  const { order, latest, unclaimed, end, ...first } = await replaySchemas(
    options,
    place,
    workspace,
    modules,
    isWanted,
    readReplayed,
  );
  // A dump that would be written otherwise today says that the others may be too.
  const isOutdated = modules.some(({ name }) => {
    const newest = order.findLast(({ module }) => module === name);
    const text = newest && found.get(formatId(newest));
    return text !== undefined && text !== latest.get(name);
  });
  if (isOutdated) return replayDumps(options, place, workspace, modules);
  const schemas = new Map([...found, ...first.schemas]);
  const { data, recorded } = end;
  const again = (kind: "test" | "staging"): Promise<Replayed> =>
    withScratch(
      options,
      async (database) => {
        const purpose = kind === "test" ? "again, for values that differ" : "without fixtures";
        const how = { ...options, modules: [...names], purpose, class: kind };
        return readReplayed((await replay(database, workspace, how)).connection);
      },
      place,
    );
  const hasInverse = [...recorded.values()].some(({ bootstrap, fixtures }) => bootstrap !== null || fixtures !== null);
  const hasRows = data.size > 0 || hasInverse;
  const hasFixtures = order.some(({ fixtures }) => fixtures !== undefined);
  const second = hasRows ? await again("test") : end;
  const without = hasRows && hasFixtures ? await again("staging") : undefined;

  const claims = indexClaims(workspace.modules, newestVersions(order));
  const ownerOf = (table: QualifiedName): ModuleName | undefined =>
    claims.claimsOf(table).find(({ module }) => names.has(module))?.module;
  const tables = latestRows(
    { first: data, second: second.data, without: without?.data },
    (shape) => ownerOf(shape) !== undefined,
  );
  const rows = new Map<ModuleName, Map<string, LatestTable>>(modules.map(({ name }) => [name, new Map()]));
  const reasons = new Map<ModuleName, string[]>(modules.map(({ name }) => [name, []]));
  for (const [name, { shape, ...table }] of tables) {
    const owner = ownerOf(shape);
    if (owner === undefined) continue;
    rows.get(owner)?.set(name, { shape, ...table });
    for (const clause of table.replay) reasons.get(owner)?.push(`${name} ${clause}`);
  }
  for (const { schema, name, last } of end.sequences)
    reasons
      .get(ownerOf({ schema, name }) ?? "")
      ?.push(`the sequence ${schema}.${name} stands at ${last}, which no row says`);
  for (const table of end.tooLarge)
    reasons.get(ownerOf(table) ?? "")?.push(`${formatTable(table)} has more than ${MOST_ROWS} rows`);
  return {
    order,
    schemas,
    latest,
    unclaimed,
    rows,
    recorded: recordedOf(
      order.filter(({ module }) => names.has(module)),
      end,
      second,
    ),
    replay: reasons,
  };
}

function recordedOf(own: readonly Migration[], one: Replayed, other: Replayed): Map<string, RecordedMigration> {
  const portable = (inverse: InverseDelta | null, again: InverseDelta | null | undefined): InverseDelta | null =>
    inverse === null || again === null || again === undefined ? null : portableInverse(inverse, again, one.defaults);
  return new Map(
    own.flatMap((migration) => {
      const id = formatId(migration);
      const [row, again] = [one.recorded.get(id), other.recorded.get(id)];
      if (row === undefined) return [];
      const bootstrap = portable(row.bootstrap, again?.bootstrap);
      return [
        [id, { checksums: row.checksums, bootstrap, fixtures: portable(row.fixtures, again?.fixtures) }] as const,
      ];
    }),
  );
}
