import type { Finding } from "../errors/finding.js";
import type { TextFile } from "../migration/migration.js";
import { compareText } from "../types/ids.js";
import { isFlywayName, readFlyway } from "./flyway.js";
import { downAlone, leftOut } from "./history-problem.js";
import { type DirectedFile, pairFiles } from "./pair-files.js";
import type { HistoryReader, SourceFolder, SourceMigration } from "./source-history.js";
import { markedBySqlx } from "./sqlx.js";
import { splitVersion } from "./version-in-name.js";

/**
 * A folder of SQL files in the order of their names, as a shell lists them: `name.sql`, or `name.up.sql` with
 * `name.down.sql`, or folders with up.sql and down.sql, also mixed. A file that begins with `-- no-transaction`, as
 * sqlx marks it, runs outside a transaction. A folder that holds
 * Flyway's names is read as Flyway orders it.
 */
export const readPlain: HistoryReader = (folder) => {
  if (folder.files.some(({ name }) => isFlywayName(name))) return readFlyway(folder);
  const findings: Finding[] = [];
  const files = folder.files.flatMap((file): DirectedFile[] => {
    const { key, direction } = /^(?<key>.+?)(?:\.(?<direction>up|down))?\.sql$/su.exec(file.name)?.groups ?? {};
    if (key !== undefined) return [{ file, key, direction: direction === "down" ? "down" : "up" }];
    findings.push(leftOut(file, "it is no SQL"));
    return [];
  });
  const fromFiles = pairFiles(files, findings).map(({ key, up, down }) => migrationOf(up.name, key, up, down));
  const fromFolders = folder.folders.flatMap((inner) => readFolder(inner, findings) ?? []);
  const migrations = [...fromFiles, ...fromFolders].toSorted((a, b) => compareText(a.original, b.original));
  return { migrations, findings: [...findings, ...numbersOutOfOrder(migrations)] };
};

function migrationOf(original: string, name: string, up: TextFile, down: TextFile | undefined): SourceMigration {
  return {
    original,
    ...splitVersion(name),
    up: markedBySqlx(up),
    ...(down === undefined ? {} : { down: markedBySqlx(down) }),
  };
}

function readFolder(folder: SourceFolder, findings: Finding[]): SourceMigration | undefined {
  const of = (name: string): TextFile | undefined => folder.files.find((file) => file.name === name);
  const [up, down] = [of("up.sql"), of("down.sql")];
  if (up === undefined) {
    findings.push(down === undefined ? leftOut(folder, "it holds no up.sql") : downAlone(folder, "up.sql"));
    return undefined;
  }
  const others = [...folder.files.filter((file) => file !== up && file !== down), ...folder.folders];
  findings.push(
    ...others.map(({ name, path }) =>
      leftOut({ name: `${folder.name}/${name}`, path }, "a folder holds up.sql and down.sql"),
    ),
  );
  return migrationOf(folder.name, folder.name, up, down);
}

/** A tool that counts would run 2_b before 10_a; a shell that lists does not. Which of them ran is for a person to say. */
function numbersOutOfOrder(migrations: readonly SourceMigration[]): Finding[] {
  const index = migrations.findIndex(({ version }, at) => {
    const before = migrations[at - 1]?.version ?? "";
    return /^\d+$/u.test(version) && /^\d+$/u.test(before) && BigInt(before) > BigInt(version);
  });
  if (index < 1) return [];
  const [before, after] = [migrations[index - 1]!, migrations[index]!];
  return [
    {
      code: "ADOPT_ORDER",
      message: `by its name ${before.original} comes before ${after.original}, by its number after it; the name was taken`,
      hint: "If the tool counted, give the numbers leading zeros, remove what was written and adopt again.",
      place: { file: after.up.file.path },
    },
  ];
}
