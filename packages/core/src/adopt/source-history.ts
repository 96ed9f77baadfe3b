import type { Finding } from "../errors/finding.js";
import type { TextFile } from "../migration/migration.js";
import { hasStatements } from "../migration/sql-blank.js";

/** A folder of another tool's history as it lies on disk: its own files, and its folders with theirs. Sorted by name. */
export interface SourceFolder {
  readonly name: string;
  /** Absolute path. */
  readonly path: string;
  /** The text of a file that is neither SQL nor TOML nor a journal of drizzle is not read and empty here. */
  readonly files: readonly TextFile[];
  readonly folders: readonly SourceFolder[];
}

/** The SQL of one direction: a file, or the parts of it that the tool runs. */
export interface SourceSql {
  readonly file: TextFile;
  /** Where its parts stand in the file's text, in the order in which they run. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
  /** The tool was told to run it outside a transaction. */
  readonly noTransaction: boolean;
}

/** One migration of another tool. */
export interface SourceMigration {
  /** The name that the tool knows it by: that of its file, of its up file, or of its folder. */
  readonly original: string;
  /** Its version as written, empty when the name holds none. */
  readonly version: string;
  /** What the name holds beside the version. */
  readonly name: string;
  readonly up: SourceSql;
  readonly down?: SourceSql;
}

/** What a reader made of a folder: the migrations in the tool's own order, and everything that is wrong with it. */
export interface SourceHistory {
  readonly migrations: readonly SourceMigration[];
  readonly findings: readonly Finding[];
}

/** Reads a folder as one tool reads it. Nothing is executed; the result depends on the folder alone. */
export type HistoryReader = (folder: SourceFolder) => SourceHistory;

/** The whole text of a file as the SQL of one direction. */
export function wholeFile(file: TextFile, noTransaction: boolean): SourceSql {
  return { file, ranges: [[0, file.text.length]], noTransaction };
}

/** The text that runs. */
export function textOf({ file, ranges }: SourceSql): string {
  return ranges.map(([start, end]) => file.text.slice(start, end)).join("");
}

/** Whether there is a statement in what runs. */
export function runsSomething(sql: SourceSql): boolean {
  return hasStatements(textOf(sql));
}

/** The original file with blanks for what does not run, so that every place in it is the place in the original. */
export function inPlace({ file, ranges }: SourceSql): TextFile {
  const blank = (text: string): string => text.replaceAll(/[^\n]/gu, (character) => " ".repeat(character.length));
  let text = "";
  for (const [start, end] of ranges) text += blank(file.text.slice(text.length, start)) + file.text.slice(start, end);
  return { ...file, text: text + blank(file.text.slice(text.length)) };
}
