import type { Finding } from "../errors/finding.js";
import { leftOut } from "./history-problem.js";
import { migrationOfPair, pairFiles } from "./pair-files.js";
import type { HistoryReader } from "./source-history.js";

/**
 * A history of golang-migrate: `VERSION_name.up.sql` with `VERSION_name.down.sql`, in the order of the versions as
 * numbers; the version alone makes a pair. The form is that of source/parse.go of golang-migrate/migrate, except that
 * numbers may be as long as they like. It has no marker for files that run outside a transaction.
 */
export const readGolangMigrate: HistoryReader = (folder) => {
  const findings: Finding[] = folder.folders.map((inner) => leftOut(inner, "golang-migrate reads no folders within"));
  const files = folder.files.flatMap((file) => {
    const { version, direction } = parts(file.name);
    if (version !== undefined) return [{ file, direction: direction as "up" | "down", key: String(BigInt(version)) }];
    findings.push(leftOut(file, "a migration of golang-migrate is named VERSION_name.up.sql or VERSION_name.down.sql"));
    return [];
  });
  const pairs = pairFiles(files, findings).toSorted((a, b) => (BigInt(a.key) < BigInt(b.key) ? -1 : 1));
  const migrations = pairs.map((pair) => {
    const { version = "", name = "" } = parts(pair.up.name);
    return migrationOfPair(pair, { version, name });
  });
  return { migrations, findings };
};

function parts(file: string): { version?: string; name?: string; direction?: string } {
  return /^(?<version>\d+)_(?<name>.*)\.(?<direction>up|down)\.sql$/su.exec(file)?.groups ?? {};
}
