import type { Finding } from "../errors/finding.js";
import { groupBy } from "../lib/group-by.js";
import type { Migration } from "../migration/migration.js";
import { compareIds, formatId } from "../types/ids.js";

/** Folders that claim one identity: by their own stamp, or by a `was` header that names a stamp of another one. */
export function listIdentityConflicts(migrations: readonly Migration[], duplicates: readonly Migration[]): Finding[] {
  const restamped = migrations.filter((migration) => migration.headers.was.length > 0).sort(compareIds);
  if (restamped.length === 0 && duplicates.length === 0) return [];
  const defined = groupBy(migrations, formatId);
  const claims = restamped.flatMap((migration) =>
    migration.headers.was.map((version) => ({ migration, stamp: formatId({ module: migration.module, version }) })),
  );
  const claimants = groupBy(claims, (claim) => claim.stamp);
  return [
    ...duplicates.map((migration) => duplicateFinding(migration, defined.get(formatId(migration))!)),
    ...claims.flatMap(({ migration, stamp }) => {
      const other =
        defined.get(stamp)?.[0] ?? claimants.get(stamp)!.find((claim) => claim.migration !== migration)?.migration;
      return other === undefined ? [] : [takenFinding(migration, stamp, other)];
    }),
  ];
}

function duplicateFinding(migration: Migration, all: readonly Migration[]): Finding {
  const names = all.map((one) => `"${one.name}"`).sort();
  return {
    code: "FOLDER_VERSION_TWICE",
    message: `${formatId(migration)} is the version of ${names.length} folders: ${names.join(", ")}`,
    hint: `Give one of them a new stamp: strata new --restamp ${migration.module} ${migration.version}`,
    module: migration.module,
    version: migration.version,
    place: { file: migration.directory },
  };
}

function takenFinding(migration: Migration, stamp: string, other: Migration): Finding {
  return {
    code: "STAMP_TAKEN",
    message:
      other === migration
        ? `${formatId(migration)} names its own stamp in a \`was\` header`
        : `${formatId(migration)} says that it was ${stamp}, ${
            formatId(other) === stamp ? `but "${other.name}" has that stamp` : `and so does ${formatId(other)}`
          }`,
    hint: "Remove the folder that was left behind, or the `was` header that is not true.",
    module: migration.module,
    version: migration.version,
    place: { file: migration.up?.path ?? migration.directory },
  };
}
