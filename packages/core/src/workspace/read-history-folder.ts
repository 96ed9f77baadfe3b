import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { SourceFolder } from "../adopt/source-history.js";
import type { Finding } from "../errors/finding.js";
import type { TextFile } from "../migration/migration.js";
import { compareText } from "../types/ids.js";
import { describeFileError } from "./file-error.js";
import { isLeftover } from "./folder-files.js";
import { readText } from "./read-text.js";

/** How deep other tools keep their files: in the folder itself, or in one for each migration. */
const DEEPEST = 2;

/**
 * Reads another tool's history, links followed and editors' leftovers left alone. What cannot be read is a finding; it
 * is there with an empty text all the same, so that it is not taken for missing.
 */
export function readHistoryFolder(path: string, findings: Finding[]): SourceFolder {
  return readFolder(path, 1, findings);
}

function readFolder(path: string, depth: number, findings: Finding[]): SourceFolder {
  const files: TextFile[] = [];
  const folders: SourceFolder[] = [];
  for (const name of namesIn(path, findings)) {
    const inner = join(path, name);
    const isFolder = isFolderAt(inner, findings);
    if (isFolder === false) files.push({ name, path: inner, text: textOf(inner, findings) });
    else if (isFolder && depth < DEEPEST) folders.push(readFolder(inner, depth + 1, findings));
    else folders.push({ name, path: inner, files: [], folders: [] });
  }
  return { name: basename(path), path, files, folders };
}

function namesIn(path: string, findings: Finding[]): string[] {
  try {
    return readdirSync(path)
      .filter((name) => !isLeftover(name))
      .toSorted(compareText);
  } catch (error) {
    findings.push(unreadable(path, error));
    return [];
  }
}

function isFolderAt(path: string, findings: Finding[]): boolean | undefined {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    findings.push(unreadable(path, error));
    return undefined;
  }
}

function textOf(path: string, findings: Finding[]): string {
  if (!/\.(?:sql|toml)$|[/\\]_journal\.json$/u.test(path)) return "";
  const text = readText(path);
  if (typeof text === "string") return text;
  findings.push(text);
  return "";
}

function unreadable(path: string, error: unknown): Finding {
  return {
    code: "FILE_UNREADABLE",
    message: `${path} cannot be read: ${describeFileError(error)}`,
    place: { file: path },
  };
}
