import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";
import type { Finding } from "../errors/finding.js";
import { systemErrorCode } from "../lib/system-error.js";
import { compareText } from "../types/ids.js";
import { describeFileError } from "./file-error.js";
import { isLeftover } from "./folder-files.js";

/**
 * The real path of a file or folder when that lies within a module's folder (a real path); `"outside"` when links or
 * `..` lead out of it, `"missing"` when it does not exist.
 */
export function realPathWithin(directory: string, path: string): { readonly path: string } | "outside" | "missing" {
  let real: string;
  try {
    real = realpathSync.native(path);
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return isWithin(directory, path) ? "missing" : "outside";
    // What cannot be entered is reported by whoever reads it.
    return { path };
  }
  return isWithin(directory, real) ? { path: real } : "outside";
}

function isWithin(directory: string, path: string): boolean {
  const way = relative(directory, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** An entry of a folder within a module. */
export interface FolderItem {
  readonly name: string;
  /** Absolute path. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Neither a folder nor a pipe nor a device. */
  readonly isFile: boolean;
}

/**
 * The entries of a folder within a module in code-unit order of their names, links followed. Editors' leftovers are left
 * out; links that lead out of the module and what cannot be read are findings instead. A folder that does not exist has
 * no entries.
 */
export function listFolder(moduleDirectory: string, directory: string, findings: Finding[]): FolderItem[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch (error) {
    if (systemErrorCode(error) !== "ENOENT") findings.push(unreadable(directory, error));
    return [];
  }
  entries.sort((a, b) => compareText(a.name, b.name));
  const items: FolderItem[] = [];
  const start = directory.endsWith(sep) ? directory : directory + sep;
  for (const entry of entries) {
    const { name } = entry;
    if (isLeftover(name)) continue;
    const path = start + name;
    if (!entry.isSymbolicLink()) {
      items.push({ name, path, isFolder: entry.isDirectory(), isFile: entry.isFile() });
    } else if (realPathWithin(moduleDirectory, path) === "outside") {
      findings.push({
        code: "PATH_OUTSIDE_MODULE",
        message: `the symbolic link ${path} leads out of the module`,
        place: { file: path },
      });
    } else {
      try {
        const stats = statSync(path);
        items.push({ name, path, isFolder: stats.isDirectory(), isFile: stats.isFile() });
      } catch (error) {
        findings.push(unreadable(path, error));
      }
    }
  }
  return items;
}

function unreadable(path: string, error: unknown): Finding {
  return {
    code: "FILE_UNREADABLE",
    message: `${path} cannot be read: ${describeFileError(error)}`,
    place: { file: path },
  };
}
