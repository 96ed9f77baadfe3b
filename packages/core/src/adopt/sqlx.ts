import type { Finding } from "../errors/finding.js";
import { leftOut } from "./history-problem.js";
import { pairFiles } from "./pair-files.js";
import { type HistoryReader, type SourceSql, wholeFile } from "./source-history.js";
import type { TextFile } from "../migration/migration.js";

const form = /^(?<version>\d+)_(?<name>.*?)(?:\.(?<direction>up|down))?\.sql$/su;

/**
 * A history of sqlx: `VERSION_name.sql`, or `VERSION_name.up.sql` with `VERSION_name.down.sql`, in the order of the
 * versions as numbers. The forms are those of sqlx-core/src/migrate/source.rs of launchbadge/sqlx. A file that begins
 * with `-- no-transaction` runs outside a transaction.
 */
export const readSqlx: HistoryReader = (folder) => {
  const findings: Finding[] = folder.folders.map((inner) => leftOut(inner, "sqlx reads no folders within"));
  const files = folder.files.flatMap((file) => {
    const { version, direction } = form.exec(file.name)?.groups ?? {};
    if (version !== undefined)
      return [
        { file, direction: direction === "down" ? ("down" as const) : ("up" as const), key: String(BigInt(version)) },
      ];
    findings.push(leftOut(file, "a migration of sqlx is named VERSION_name.sql"));
    return [];
  });
  const pairs = pairFiles(files, findings).toSorted((a, b) => (BigInt(a.key) < BigInt(b.key) ? -1 : 1));
  const migrations = pairs.map(({ up, down }) => {
    const { version = "", name = "" } = form.exec(up.name)?.groups ?? {};
    return {
      original: up.name,
      version,
      name,
      up: markedBySqlx(up),
      ...(down === undefined ? {} : { down: markedBySqlx(down) }),
    };
  });
  return { migrations, findings };
};

/** A whole file, outside a transaction where its first line says so. */
export function markedBySqlx(file: TextFile): SourceSql {
  return wholeFile(file, file.text.startsWith("-- no-transaction"));
}
