import type { Finding } from "../errors/finding.js";
import { didYouMean } from "../lib/did-you-mean.js";
import { groupBy } from "../lib/group-by.js";
import type { Identities } from "../migration/identity.js";
import type { AppliedMigration, Migration } from "../migration/migration.js";
import { textFinding } from "../migration/text-finding.js";
import { compareText, formatId, type MigrationId, type ModuleName } from "../types/ids.js";
import type { AppliedPair, CheckedHistory, HistoryInput } from "./checked-history.js";
import { listIdentityConflicts } from "./identity-conflicts.js";

/**
 * What there is to say about a classified history: errors first, each list in the order of its migrations.
 *
 * @param newest The newest applied migration of each module: what a late one is older than.
 */
export function describeHistory(
  history: Omit<CheckedHistory, "findings">,
  input: HistoryInput,
  identities: Identities,
  newest: ReadonlyMap<ModuleName, Migration>,
): Finding[] {
  const unrun = groupBy([...history.pending, ...history.late], (migration) => migration.module);
  const ahead = [...groupBy(history.ahead, (row) => identities.module(row.module))].sort(byName);
  const blocked = ahead.filter(([module]) => unrun.has(module));
  const elsewhere = [...groupBy(history.elsewhere, (row) => identities.module(row.module))].sort(byName);
  const known = new Set(input.modules.map((module) => module.name));
  return [
    ...listUnknownTargets(input, identities, known),
    ...listIdentityConflicts(input.migrations, history.duplicates),
    ...listUnknownRequires([...history.pending, ...history.late], input, identities),
    ...history.edited.map(editedFinding),
    ...history.missing.map((row) => missingFinding(row, identities.migration(row))),
    ...blocked.map(([module, rows]) => aheadAndPending(module, rows, unrun.get(module)!)),
    ...history.late.map((migration) => lateFinding(migration, newest.get(migration.module)!)),
    ...(input.edited ?? []).filter((difference) => difference.down).map(downEditedFinding),
    ...ahead.filter(([module]) => !unrun.has(module)).map(([module, rows]) => aheadFinding(module, rows)),
    ...[...history.applied, ...history.edited]
      .filter(({ migration, row }) => migration.name !== row.name)
      .map(renamedFinding),
    ...elsewhere.map(([module, rows]) => elsewhereFinding(module, rows, known.has(module))),
  ];
}

/** What every finding about a migration on disk says of where it is. */
function about(migration: Migration): Pick<Finding, "module" | "version" | "place"> {
  const file = migration.up?.path ?? migration.directory;
  return { module: migration.module, version: migration.version, place: { file } };
}

function listUnknownTargets(input: HistoryInput, identities: Identities, known: ReadonlySet<ModuleName>): Finding[] {
  return (input.targetModules ?? [])
    .filter((name) => !known.has(identities.module(name)))
    .toSorted()
    .map((name) => ({
      code: "MODULE_UNKNOWN" as const,
      message: `the target lists the module ${name}, which this workspace does not have`,
      hint: `Correct \`modules\` of the target; known are ${[...known].sort().join(", ")}.`,
      module: name,
    }));
}

/** A `requires` is met by a migration on disk or by one that is applied, whether its module is known here or not. */
function listUnknownRequires(unrun: readonly Migration[], input: HistoryInput, identities: Identities): Finding[] {
  const requiring = unrun.filter((migration) => migration.headers.requires.length > 0);
  if (requiring.length === 0) return [];
  const met = new Set([...input.migrations, ...input.applied].map((one) => formatId(identities.migration(one))));
  return requiring.flatMap((migration) =>
    migration.headers.requires
      .filter((required) => !met.has(formatId(identities.migration(required))))
      .map((required) => {
        const name = formatId(required);
        const near = didYouMean(name, [...met].toSorted());
        return atHeader(migration, name, {
          code: "REQUIRES_UNKNOWN",
          message: `${formatId(migration)} requires ${name}, which is neither in this workspace nor applied${near === "" ? "" : `.${near}`}`,
          hint: "Correct the header, or install the module that has it.",
          ...about(migration),
        });
      }),
  );
}

/** At the header of up.sql that names the other migration. */
function atHeader(migration: Migration, name: string, finding: Finding): Finding {
  const { up } = migration;
  const offset = up?.text.indexOf(name) ?? -1;
  return up === undefined || offset < 0 ? finding : textFinding(up, offset, finding);
}

function editedFinding({ migration, row }: AppliedPair): Finding {
  const id = formatId(migration);
  const twoBranches = migration.name !== row.name;
  return {
    code: "MIGRATION_EDITED",
    message: twoBranches
      ? `${id} is applied as "${row.name}", but on disk it is "${migration.name}" with another content: two branches gave one version`
      : `${id} (${migration.name}) has changed since it was applied`,
    hint: twoBranches
      ? `Give the one on disk a new version with \`strata new --restamp ${migration.module} ${migration.version}\`, remove its \`was\` header, and bring back the folder that was applied.`
      : `Put the old text back and write a new migration. While you are still writing it, in a development database: strata redo -m ${migration.module}. Or accept the new text: strata repair accept -m ${migration.module} ${migration.version} --why TEXT`,
    ...about(migration),
  };
}

function downEditedFinding({ migration }: { migration: Migration }): Finding {
  return {
    code: "DOWN_EDITED",
    message: `the way back of ${formatId(migration)} (${migration.name}) has changed since it was applied; \`down\` runs what is on disk`,
    hint: `If that was meant, record it: strata repair accept -m ${migration.module} ${migration.version} --why TEXT`,
    ...about(migration),
    place: { file: migration.down?.path ?? migration.directory },
  };
}

function missingFinding(row: AppliedMigration, today: MigrationId): Finding {
  const id = formatId(row);
  const restamped = today.version !== row.version;
  return {
    code: "MIGRATION_MISSING",
    message: restamped
      ? `${id} (${row.name}) is applied, and so is ${formatId(today)}, which took its place: one migration ran under two stamps`
      : `${id} (${row.name}) is applied, but its folder is not here, and ${today.module} has newer ones`,
    hint: restamped
      ? "Remove the `was` header and bring back the folder of the old stamp."
      : "Bring the folder back from version control or merge the branch that has it; if it was given a new stamp, name the old one there: -- strata: was " +
        row.version,
    module: today.module,
    version: row.version,
  };
}

function aheadAndPending(module: ModuleName, rows: readonly AppliedMigration[], unrun: readonly Migration[]): Finding {
  return {
    code: "AHEAD_AND_PENDING",
    message: `${module} has ${list(unrun)} to run here, but the database is ahead of this workspace by ${list(rows)}`,
    hint: `Merge the branch that has the newer migrations, or take them back: strata down -m ${module} --steps ${rows.length}`,
    ...about(unrun[0]!),
  };
}

function aheadFinding(module: ModuleName, rows: readonly AppliedMigration[]): Finding {
  return {
    code: "MIGRATION_AHEAD",
    message: `the database is ahead of this workspace: ${module} has ${list(rows)} applied, unknown here; nothing of it is pending`,
    module,
    version: rows.at(-1)!.version,
  };
}

function lateFinding(migration: Migration, newest: Migration): Finding {
  const { module, version } = migration;
  return {
    code: "OUT_OF_ORDER",
    message: `${formatId(migration)} (${migration.name}) is not applied, but ${formatId(newest)} (${newest.name}) of the same module is, and is newer`,
    hint: `Give it a new stamp: strata new --restamp ${module} ${version}`,
    ...about(migration),
  };
}

function renamedFinding({ migration, row }: AppliedPair): Finding {
  return {
    code: "FOLDER_RENAMED",
    message: `${formatId(migration)} was applied as "${row.name}" and is called "${migration.name}" now; it is the same migration`,
    ...about(migration),
  };
}

function elsewhereFinding(module: ModuleName, rows: readonly AppliedMigration[], known: boolean): Finding {
  const where = known ? "which this target does not list" : "which this workspace does not have";
  return {
    code: "MODULE_ELSEWHERE",
    message: `the database has ${rows.length === 1 ? "1 migration" : `${rows.length} migrations`} of ${module}, ${where}`,
    module,
  };
}

function list(migrations: readonly (MigrationId & { readonly name: string })[]): string {
  return migrations.map(({ version, name }) => `${version} (${name})`).join(", ");
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return compareText(a, b);
}
