import type { Finding } from "../errors/finding.js";
import type { TextFile } from "../migration/migration.js";
import { instantOf, versionOf } from "../migration/version.js";
import { compareText } from "../types/ids.js";
import { leftOut } from "./history-problem.js";
import type { HistoryReader, SourceMigration, SourceSql } from "./source-history.js";
import { splitVersion } from "./version-in-name.js";

/**
 * A history of node-pg-migrate in SQL: `TIME_name.sql`, the way up below `-- Up Migration` and the way back below
 * `-- Down Migration`, in the order of the times and then of the names. The forms are those of src/sqlMigration.ts and
 * src/migration.ts of salsita/node-pg-migrate. A time of 13 digits is milliseconds since 1970, one of 17 is UTC with
 * milliseconds. Migrations in JavaScript are left out.
 */
export const readNodePgMigrate: HistoryReader = (folder) => {
  const findings: Finding[] = folder.folders.map((inner) => leftOut(inner, "node-pg-migrate reads no folders within"));
  const files = folder.files.filter((file) => {
    if (!file.name.endsWith(".sql")) findings.push(leftOut(file, "it is no SQL"));
    return file.name.endsWith(".sql");
  });
  const timed = files.map((file) => {
    const { version, name } = splitVersion(file.name.slice(0, -".sql".length));
    const time = timeIn(version);
    const own = time === undefined ? version : versionOf(new Date(time));
    return { time: time ?? Number(version), migration: { version: own, name, ...migrationOf(file) } };
  });
  const sorted = timed.toSorted((a, b) => a.time - b.time || compareText(a.migration.original, b.migration.original));
  return { migrations: sorted.map(({ migration }) => migration), findings };
};

function migrationOf(file: TextFile): Pick<SourceMigration, "original" | "up" | "down"> {
  const [up, down] = [startOf(file.text, "up"), startOf(file.text, "down")];
  const downSql = down < 0 ? undefined : part(file, down, up);
  return {
    original: file.name,
    up: part(file, Math.max(up, 0), up < 0 ? -1 : down),
    ...(downSql === undefined ? {} : { down: downSql }),
  };
}

function startOf(text: string, direction: "up" | "down"): number {
  return text.search(new RegExp(`^\\s*--[\\s-]*${direction}\\s+migration`, "imu"));
}

/** From one mark to the other where that comes later, else to the end. */
function part(file: TextFile, from: number, other: number): SourceSql {
  return { file, ranges: [[from, other > from ? other : file.text.length]], noTransaction: false };
}

function timeIn(digits: string): number | undefined {
  if (/^\d{13}$/u.test(digits)) return Number(digits);
  if (!/^\d{17}$/u.test(digits)) return undefined;
  const instant = instantOf(digits.slice(0, 14));
  return instant === undefined ? undefined : instant + Number(digits.slice(14));
}
