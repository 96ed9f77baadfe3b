import type { Finding } from "../errors/finding.js";
import { groupBy } from "../lib/group-by.js";
import { compareText } from "../types/ids.js";
import { downAlone, leftOut, notItsFormat } from "./history-problem.js";
import { type HistoryReader, type SourceFolder, type SourceMigration, wholeFile } from "./source-history.js";

/**
 * A history of diesel: folders `VERSION_name/` with up.sql, down.sql and metadata.toml, in the order of their versions
 * as texts without dashes. The forms are those of diesel_migrations/migrations_internals/src/lib.rs of diesel-rs/diesel.
 */
export const readDiesel: HistoryReader = (folder) => {
  const findings: Finding[] = folder.files.map((file) => leftOut(file, "a migration of diesel is a folder"));
  const migrations = folder.folders.flatMap((inner) => readFolder(inner, findings) ?? []);
  for (const [version, [first, ...others]] of groupBy(migrations, orderOf))
    findings.push(
      ...others.map(({ original, up }) => ({
        code: "ADOPT_TWICE" as const,
        message: `${original} and ${first!.original} are both version ${version}`,
        place: { file: up.file.path },
      })),
    );
  return { migrations: migrations.toSorted((a, b) => compareText(orderOf(a), orderOf(b))), findings };
};

function orderOf({ version }: SourceMigration): string {
  return version.replaceAll("-", "");
}

function readFolder(folder: SourceFolder, findings: Finding[]): SourceMigration | undefined {
  const known = new Set(["up.sql", "down.sql", "metadata.toml"]);
  const inside = [...folder.files.filter(({ name }) => !known.has(name)), ...folder.folders];
  findings.push(
    ...inside.map(({ name, path }) =>
      leftOut({ name: `${folder.name}/${name}`, path }, "diesel reads up.sql, down.sql and metadata.toml alone"),
    ),
  );
  const [up, down] = ["up.sql", "down.sql"].map((name) => folder.files.find((file) => file.name === name));
  if (up === undefined) {
    findings.push(down === undefined ? leftOut(folder, "it holds no up.sql") : downAlone(folder, "up.sql"));
    return undefined;
  }
  const noTransaction = runsOutside(folder, findings);
  const at = folder.name.indexOf("_");
  return {
    original: folder.name,
    version: at < 0 ? folder.name : folder.name.slice(0, at),
    name: at < 0 ? "" : folder.name.slice(at + 1),
    up: wholeFile(up, noTransaction),
    ...(down === undefined ? {} : { down: wholeFile(down, noTransaction) }),
  };
}

/** `run_in_transaction` of metadata.toml's own table; true by default, as diesel documents it. */
function runsOutside(folder: SourceFolder, findings: Finding[]): boolean {
  const file = folder.files.find(({ name }) => name === "metadata.toml");
  if (file === undefined) return false;
  const table = /^[ \t]*\[/mu.exec(file.text)?.index ?? file.text.length;
  const line =
    /^[ \t]*(?:"run_in_transaction"|'run_in_transaction'|run_in_transaction)[ \t]*=[ \t]*(?<value>[^\s#]*)/mu.exec(
      file.text.slice(0, table),
    );
  const value = line?.groups?.["value"];
  if (value === "false") return true;
  if (value !== undefined && value !== "true")
    findings.push(
      notItsFormat(
        file,
        line!.index,
        "run_in_transaction is neither true nor false",
        "Write `run_in_transaction = false`.",
      ),
    );
  return false;
}
