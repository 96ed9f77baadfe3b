import { groupBy } from "../lib/group-by.js";
import { createIdentities } from "../migration/identity.js";
import type { AppliedMigration, Migration } from "../migration/migration.js";
import { compareIds, formatId, type ModuleName } from "../types/ids.js";
import type { AppliedPair, CheckedHistory, ContentDifference, HistoryInput } from "./checked-history.js";
import { describeHistory } from "./history-findings.js";
import { type MatchedRow, matchRows } from "./match-rows.js";
import { targetModules } from "./target-modules.js";

/**
 * The applied migrations whose bytes differ from those on disk. Only for these, and usually there are none, the caller
 * parses, compares `upMeaning` and `downMeaning`, and hands those that still differ to {@link checkHistory}.
 */
export function listRawDifferences(input: HistoryInput): readonly ContentDifference[] {
  const { rows } = matchRows(createIdentities(input.modules, input.migrations), input.migrations, input.applied);
  return rows.flatMap(({ row, migration }) => {
    if (migration === undefined) return [];
    const up = row.checksums.up !== migration.checksums.up;
    const down = row.checksums.down !== migration.checksums.down;
    return up || down ? [{ migration, row, up, down }] : [];
  });
}

/** Whether `up` has something to do: migrations to run or stamps to record. */
export function hasWork(history: CheckedHistory): boolean {
  return history.pending.length > 0 || history.restamps.length > 0;
}

/**
 * Compares the history with the workspace. Nothing is skipped: what cannot run is in a list
 * of its own and has a finding that is an error. A module's old names are resolved here, each time: its rows keep the
 * name under which they were written, so that an older release still finds them.
 */
export function checkHistory(input: HistoryInput): CheckedHistory {
  const identities = createIdentities(input.modules, input.migrations);
  const here = targetModules(input.modules, input.migrations, identities, input.targetModules);
  const known = new Set(input.modules.map((module) => module.name));
  const isHere = (module: ModuleName): boolean => known.has(module) && here.has(module);

  const { rows, unapplied, duplicates } = matchRows(identities, input.migrations, input.applied);
  const unappliedHere = unapplied.filter((migration) => isHere(migration.module));
  const classified = classifyRows(rows, input, isHere);
  const { applied, edited } = classified;

  // A row that only waits for its new stamp holds nothing back: by that stamp it comes after what is pending.
  const recorded = [...applied, ...edited].filter(({ migration, row }) => migration.version === row.version);
  const newest = newestByModule(recorded.map((pair) => pair.migration));
  const isLate = ({ module, version }: Migration): boolean => version < (newest.get(module)?.version ?? "");
  const history = {
    pending: unappliedHere.filter((migration) => !isLate(migration)),
    late: unappliedHere.filter(isLate),
    outside: [...unapplied, ...rows.flatMap(({ migration }) => migration ?? [])]
      .filter((migration) => !isHere(migration.module))
      .sort(compareIds),
    duplicates,
    ...classified,
  };
  return { ...history, findings: describeHistory(history, input, identities, newest) };
}

type RowLists = Pick<CheckedHistory, "applied" | "edited" | "restamps" | "elsewhere" | "ahead" | "missing">;

function classifyRows(
  rows: readonly MatchedRow[],
  input: HistoryInput,
  isHere: (module: ModuleName) => boolean,
): RowLists {
  const newestKnown = newestByModule(input.migrations);
  const edited = new Set((input.edited ?? []).filter((one) => one.up).map((one) => formatId(one.row)));
  const classOf = ({ row, id, migration }: MatchedRow): keyof RowLists => {
    if (!isHere(id.module)) return "elsewhere";
    if (migration !== undefined)
      return edited.has(formatId(row)) ? "edited" : row.version === migration.version ? "applied" : "restamps";
    const newest = newestKnown.get(id.module);
    return newest === undefined || id.version > newest.version ? "ahead" : "missing";
  };
  const lists = groupBy(rows, classOf);
  const pairs = (name: keyof RowLists): AppliedPair[] =>
    (lists.get(name) ?? []).map(({ row, migration }) => ({ row, migration: migration! }));
  const bare = (name: keyof RowLists): AppliedMigration[] => (lists.get(name) ?? []).map(({ row }) => row);
  return {
    applied: pairs("applied"),
    edited: pairs("edited"),
    restamps: pairs("restamps"),
    elsewhere: bare("elsewhere"),
    ahead: bare("ahead"),
    missing: bare("missing"),
  };
}

/** The newest migration of each module. */
function newestByModule(migrations: readonly Migration[]): Map<ModuleName, Migration> {
  const newest = new Map<ModuleName, Migration>();
  for (const migration of migrations)
    if (migration.version > (newest.get(migration.module)?.version ?? "")) newest.set(migration.module, migration);
  return newest;
}
