import type { Finding } from "../errors/finding.js";
import type { TextFile } from "../migration/migration.js";
import { leftOut } from "./history-problem.js";
import { migrationOfPair, pairFiles } from "./pair-files.js";
import type { HistoryReader } from "./source-history.js";

const form = /^(?<prefix>[VU])(?<version>\d+(?:[._]\d+)*)__(?<name>.*)\.sql$/su;

/** Whether a file has the name of a versioned migration of Flyway. */
export function isFlywayName(file: string): boolean {
  return form.exec(file)?.groups?.["prefix"] === "V";
}

/**
 * A folder with Flyway's names: `V<version>__name.sql` with its undo `U<version>__name.sql`, in the order of the
 * versions part by part as numbers, where 1.0 is 1. What has another name, repeatable migrations (`R__name.sql`)
 * among them, is left out.
 */
export const readFlyway: HistoryReader = (folder) => {
  const findings: Finding[] = folder.folders.map((inner) =>
    leftOut(inner, "the others are files named V<version>__name.sql"),
  );
  const files = folder.files.flatMap((file) => {
    const { prefix, version } = form.exec(file.name)?.groups ?? {};
    if (version !== undefined)
      return [
        { file, direction: prefix === "V" ? ("up" as const) : ("down" as const), key: flywayParts(version).join(".") },
      ];
    findings.push(leftOut(file, reasonFor(file)));
    return [];
  });
  const pairs = pairFiles(files, findings).toSorted((a, b) => compareParts(flywayParts(a.key), flywayParts(b.key)));
  const migrations = pairs.map((pair) => {
    const { version = "", name = "" } = form.exec(pair.up.name)?.groups ?? {};
    return migrationOfPair(pair, { version, name });
  });
  return { migrations, findings };
};

/** The parts of a version as numbers, without zeros at the end: 1.0 is 1. */
export function flywayParts(version: string): readonly bigint[] {
  const parts = version.split(/[._]/u).map(BigInt);
  const last = parts.findLastIndex((part) => part !== 0n);
  return parts.slice(0, Math.max(1, last + 1));
}

function compareParts(a: readonly bigint[], b: readonly bigint[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  if (at < 0) return a.length - b.length;
  return b[at] === undefined || a[at]! > b[at] ? 1 : -1;
}

function reasonFor({ name }: TextFile): string {
  return /^R__.*\.sql$/su.test(name)
    ? "it runs again whenever it changes, and a migration runs once"
    : "the others are named V<version>__name.sql";
}
