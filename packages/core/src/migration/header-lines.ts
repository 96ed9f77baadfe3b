import type { TextFile } from "./migration.js";
import { hasStatements, lineComments, skipBlank } from "./sql-blank.js";

/** One `-- strata:` line, split into its words. */
export interface HeaderLine {
  /** The word after `strata:`, empty when there is none. */
  readonly name: string;
  /** What follows, without the blanks around it. */
  readonly value: string;
  /** Index of the name, or of the comment's end when there is none. */
  readonly nameOffset: number;
  /** Index of the value, or of the line's end when there is none. */
  readonly valueOffset: number;
}

/** The headers of a file and those lines that came too late to be one. */
export interface HeaderLines {
  readonly headers: readonly HeaderLine[];
  readonly late: readonly HeaderLine[];
  /** Whether anything but comments follows. */
  readonly statements: boolean;
}

const form = /^--[ \t]*strata[ \t]*:[ \t]*(?<name>[^\s]*)[ \t]*(?<value>.*?)[ \t\r]*$/isu;

/** Finds the `-- strata:` lines among the comments at the top of an SQL file, and those behind its first statement. */
export function scanHeaderLines({ text }: TextFile): HeaderLines {
  const headers: HeaderLine[] = [];
  const body = skipBlank(text, (start, end) => {
    const header = readLine(text, start, end);
    if (header !== undefined) headers.push(header);
  });
  return { headers, late: lateLines(text, body), statements: body < text.length && hasStatements(text.slice(body)) };
}

function lateLines(text: string, body: number): HeaderLine[] {
  // The exact look costs a pass over the file, which only a file with such a text is worth.
  if (!/--[ \t]*strata[ \t]*:/iu.test(text.slice(body))) return [];
  return lineComments(text, body).flatMap(({ start, end }) => readLine(text, start, end < 0 ? text.length : end) ?? []);
}

function readLine(text: string, start: number, end: number): HeaderLine | undefined {
  const line = text.slice(start, end);
  const match = form.exec(line);
  if (match === null) return undefined;
  const { name = "", value = "" } = match.groups!;
  const nameOffset = line.indexOf(":") + 1 + /^[ \t]*/u.exec(line.slice(line.indexOf(":") + 1))![0].length;
  const afterName = nameOffset + name.length;
  return {
    name,
    value,
    nameOffset: start + nameOffset,
    valueOffset: start + afterName + (value === "" ? 0 : line.slice(afterName).indexOf(value)),
  };
}
