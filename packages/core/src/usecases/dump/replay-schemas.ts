import { readSnapshot } from "../../catalog/read-snapshot.js";
import { StrataError } from "../../errors/strata-error.js";
import type { Finding } from "../../errors/finding.js";
import { firstNaming } from "../../migration/first-naming.js";
import type { Migration } from "../../migration/migration.js";
import type { Module } from "../../module/module.js";
import { newestVersions } from "../../ownership/newest-versions.js";
import type { Connection } from "../../postgres/connection.js";
import { formatId, type ModuleName } from "../../types/ids.js";
import type { Workspace } from "../../workspace/workspace.js";
import type { WorkspacePlace } from "../open/open-workspace.js";
import { replay } from "../scratch/replay.js";
import { type ScratchOptions, withScratch } from "../scratch/with-scratch.js";
import { dumpTextOf, type OwnedSnapshot, withOwners } from "./dump-text-of.js";

/** What a replay has shown of the schema. */
export interface ReplayedSchemas<T> {
  /** Everything that ran, in its order. */
  readonly order: readonly Migration[];
  /** The module's dump behind each of its migrations that was wanted, by `module@version`. */
  readonly schemas: ReadonlyMap<string, string>;
  /**
   * The dump of each module behind everything: what the modules that it uses have changed since its own newest migration is
   * in it. That is what LATEST of all of them installs together.
   */
  readonly latest: ReadonlyMap<ModuleName, string>;
  /** What migrations have made and no module claims, with the module whose migration it seems to be: it is in no dump. */
  readonly unclaimed: readonly Finding[];
  /** What was looked at at the end. */
  readonly end: T;
}

/**
 * Replays the history of modules once, with fixtures, and dumps each of them behind those of its migrations that are
 * wanted. `atEnd` looks at the database when everything has run.
 *
 * @throws StrataError what replaying throws; KIND_NOT_MODELLED with the migration that it stands behind.
 */
export async function replaySchemas<T = undefined>(
  options: ScratchOptions,
  place: WorkspacePlace,
  workspace: Workspace,
  modules: readonly Module[],
  isWanted: (migration: Migration) => boolean = () => true,
  atEnd: (connection: Connection) => Promise<T> = () => Promise.resolve(undefined as T),
): Promise<ReplayedSchemas<T>> {
  const names = new Set(modules.map(({ name }) => name));
  const schemas = new Map<string, string>();
  return withScratch(
    options,
    async (database) => {
      const { migrations, connection } = await replay(database, workspace, {
        ...options,
        modules: [...names],
        class: "test",
        stopsAt: (migration) => names.has(migration.module) && isWanted(migration),
        atStop: async (session, { module, version }, done) => {
          const id = formatId({ module, version });
          const snapshot = await readSnapshot(session).catch((error: unknown) => {
            throw behind(error, id);
          });
          const owned = withOwners(snapshot, workspace.modules, newestVersions(done));
          schemas.set(id, dumpTextOf(owned, module, done));
        },
      });
      const owned = withOwners(await readSnapshot(connection), workspace.modules, newestVersions(migrations));
      const latest = new Map(modules.map(({ name }) => [name, dumpTextOf(owned, name, migrations)]));
      return {
        order: migrations,
        schemas,
        latest,
        unclaimed: unclaimedIn(owned, migrations),
        end: await atEnd(connection),
      };
    },
    place,
  );
}

/** On a scratch database there is nothing but what migrations have made. */
function unclaimedIn({ snapshot, owners }: OwnedSnapshot, migrations: readonly Migration[]): Finding[] {
  return Object.entries(snapshot.objects).flatMap(([key, { of, name }]): Finding[] => {
    if (of !== undefined || owners.of.get(key) !== "unclaimed") return [];
    const module = firstNaming(name, migrations);
    const finding = {
      code: "UNCLAIMED_OBJECT",
      message: `${key}, which a migration${module === undefined ? "" : ` of ${module}`} makes, belongs to no module: no dump holds it`,
    } as const;
    return [module === undefined ? finding : { ...finding, module }];
  });
}

function behind(error: unknown, id: string): unknown {
  if (!(error instanceof StrataError)) return error;
  const { code, message, hint, details, cause } = error;
  return new StrataError(code, `behind ${id}: ${message}`, { hint, details, cause });
}
