import type { InverseDelta } from "../dataset/inverse-delta.js";
import type { AppliedMigration } from "../migration/migration.js";
import { compareText, type Version } from "../types/ids.js";

/** What a replay records of a migration, as another database can use it. */
export interface RecordedMigration {
  readonly checksums: AppliedMigration["checksums"];
  /** How its bootstrap rows are taken back; null when it shipped none, or changed nothing. */
  readonly bootstrap: InverseDelta | null;
  readonly fixtures: InverseDelta | null;
}

/** The text of `history.json`: canonical but for a line for each migration. */
export function writeLatestHistory(recorded: ReadonlyMap<Version, RecordedMigration>): string {
  const lines = [...recorded]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([version, one]) => `  ${JSON.stringify(version)}: ${JSON.stringify(one)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** Reads `history.json`; undefined for a text of another form. Whoever reads it has compared its hash. */
export function readLatestHistory(text: string): ReadonlyMap<Version, RecordedMigration> | undefined {
  try {
    const value = JSON.parse(text) as Record<Version, RecordedMigration> | null;
    const entries = Object.entries(value ?? {});
    return entries.every(([, one]) => typeof one?.checksums?.up === "string") ? new Map(entries) : undefined;
  } catch {
    return undefined;
  }
}
