import type { InverseDelta } from "../dataset/inverse-delta.js";
import type { GivenColumns, GivenRows } from "../dataset/given-columns.js";
import type { AppliedMigration } from "../migration/migration.js";
import { compareText, type Version } from "../types/ids.js";

/** What a replay records of a migration, as another database can use it. */
export interface RecordedMigration {
  readonly checksums: AppliedMigration["checksums"];
  /** How its bootstrap rows are taken back; null when it shipped none, or changed nothing. */
  readonly bootstrap: InverseDelta | null;
  readonly fixtures: InverseDelta | null;
}

/** `history.json`: what a replay leaves in the history and in `sys_core.dataset_row`. docs/FORMATS.md, "LATEST". */
export interface LatestHistory {
  readonly migrations: ReadonlyMap<Version, RecordedMigration>;
  /** By table, the labels of rows that no dataset has labelled: they are in LATEST, and in the database they are not. */
  readonly unlabelled: Readonly<Record<string, readonly string[]>>;
  /** By table, the columns that datasets gave of those rows where they are not what LATEST writes. */
  readonly given: Readonly<Record<string, GivenColumns>>;
}

/** The text of `history.json`: a line for each migration and for each table. */
export function writeLatestHistory({ migrations, unlabelled, given }: LatestHistory): string {
  const section = (name: string, entries: readonly (readonly [string, unknown])[]): string =>
    `  ${JSON.stringify(name)}: {${entries
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([key, value]) => `\n    ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join(",")}\n  }`;
  const sections = [
    section("migrations", [...migrations]),
    section("unlabelled", Object.entries(unlabelled)),
    section("given", Object.entries(given)),
  ];
  return `{\n${sections.join(",\n")}\n}\n`;
}

/** Reads `history.json`; undefined for a text of another form. Whoever reads it has compared its hash. */
export function readLatestHistory(text: string): LatestHistory | undefined {
  try {
    const { migrations, unlabelled, given } = JSON.parse(text) as {
      readonly migrations: Record<Version, RecordedMigration>;
      readonly unlabelled: LatestHistory["unlabelled"];
      readonly given: LatestHistory["given"];
    };
    const entries = Object.entries(migrations);
    const isSound =
      entries.every(([, one]) => typeof one.checksums.up === "string") &&
      Object.values(unlabelled).every((labels) => labels.every((label) => typeof label === "string")) &&
      Object.values(given).every(({ bootstrap, fixtures }) => [...bootstrap, ...fixtures].every(isGivenRows));
    return isSound ? { migrations: new Map(entries), unlabelled, given } : undefined;
  } catch {
    return undefined;
  }
}

function isGivenRows({ columns, labels }: GivenRows): boolean {
  return [...columns, ...labels].every((name) => typeof name === "string");
}
