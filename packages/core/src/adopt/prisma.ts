import type { Finding } from "../errors/finding.js";
import type { TextFile } from "../migration/migration.js";
import { leftOut, notItsFormat } from "./history-problem.js";
import { type HistoryReader, type SourceFolder, type SourceMigration, wholeFile } from "./source-history.js";
import { splitVersion } from "./version-in-name.js";

/**
 * A history of Prisma Migrate: folders `STAMP_name/` with a migration.sql, in the order of the folders' names, beside a
 * migration_lock.toml that names the database system. The forms are those of
 * schema-engine/connectors/schema-connector/src/migrations_directory.rs of prisma/prisma-engines. It has no way back and
 * no marker for files that run outside a transaction.
 */
export const readPrisma: HistoryReader = (folder) => {
  const findings: Finding[] = [];
  for (const file of folder.files) {
    if (file.name === "migration_lock.toml") findings.push(...otherSystem(file));
    else findings.push(leftOut(file, "a migration of Prisma is a folder"));
  }
  const migrations = folder.folders.flatMap((inner) => readFolder(inner, findings) ?? []);
  return { migrations, findings };
};

function readFolder(folder: SourceFolder, findings: Finding[]): SourceMigration | undefined {
  const script = folder.files.find(({ name }) => name === "migration.sql");
  if (script === undefined) {
    findings.push(leftOut(folder, "it holds no migration.sql"));
    return undefined;
  }
  const others = [...folder.files.filter((file) => file !== script), ...folder.folders];
  findings.push(
    ...others.map(({ name, path }) =>
      leftOut({ name: `${folder.name}/${name}`, path }, "Prisma reads migration.sql alone"),
    ),
  );
  return { original: folder.name, ...splitVersion(folder.name), up: wholeFile(script, false) };
}

/** The file has one line that counts: `provider = "postgresql"`. */
function otherSystem(file: TextFile): Finding[] {
  const line = /^provider\s*=\s*"(?<provider>[^"]*)"/mu.exec(file.text);
  const provider = line?.groups?.["provider"];
  if (provider === undefined || provider === "postgresql" || provider === "postgres") return [];
  return [
    notItsFormat(
      file,
      line!.index,
      `these migrations were made for ${provider}`,
      "Name the folder that holds those for PostgreSQL.",
    ),
  ];
}
