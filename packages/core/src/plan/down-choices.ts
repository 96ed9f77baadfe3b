import { groupBy } from "../lib/group-by.js";
import { createIdentities } from "../migration/identity.js";
import type { AppliedMigration, Migration } from "../migration/migration.js";
import { type Module, SYS_CORE } from "../module/module.js";
import { compareIds, compareText, type MigrationId, type ModuleName } from "../types/ids.js";
import { matchRows } from "./match-rows.js";

/** An applied migration that could be taken back, by its identity today. */
export interface DownChoice extends MigrationId {
  readonly name: string;
}

/** What `down` can be asked for. sys-core is never among it. */
export interface DownChoices {
  /** In the order in which `--steps N` takes them: the newest by order of application first. */
  readonly newestFirst: readonly DownChoice[];
  /** For `-m MODULE --to VERSION`: each module, by name, with its versions, newest first. */
  readonly byModule: readonly { readonly module: ModuleName; readonly versions: readonly DownChoice[] }[];
}

/** Lists the choices of a way back; dependents that each would bring along are only known to planDown. */
export function listDownChoices(input: {
  readonly modules: readonly Module[];
  readonly migrations: readonly Migration[];
  readonly applied: readonly AppliedMigration[];
}): DownChoices {
  const { rows } = matchRows(createIdentities(input.modules, input.migrations), input.migrations, input.applied);
  const newestFirst = rows
    .filter(({ id }) => id.module !== SYS_CORE)
    .toSorted((a, b) => b.row.sequence - a.row.sequence)
    .map(({ row, id, migration }) => ({ ...id, name: (migration ?? row).name }));
  const byModule = [...groupBy(newestFirst, ({ module }) => module)]
    .sort(([a], [b]) => compareText(a, b))
    .map(([module, versions]) => ({ module, versions: versions.toSorted((a, b) => compareIds(b, a)) }));
  return { newestFirst, byModule };
}
