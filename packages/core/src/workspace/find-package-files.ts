import { type Dirent, existsSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { compareText } from "../types/ids.js";

const ignored = ["**/node_modules/**", "**/bower_components/**"];

/**
 * The package.json files of a workspace's root (a real path) and of the folders that its patterns match, by the real
 * paths of these; `node_modules` is left out and a pattern with `!` excludes. Sorted by path, each once.
 */
export async function findPackageFiles(root: string, patterns: readonly string[]): Promise<string[]> {
  const normal = patterns.map((pattern) =>
    pattern
      .trim()
      .replace(/^(?<not>!?)\.?\//u, "$<not>")
      .replace(/\/+$/u, ""),
  );
  const wanted = normal.filter((pattern) => !pattern.startsWith("!"));
  const excluded = normal.filter((pattern) => pattern.startsWith("!")).map((pattern) => pattern.slice(1));
  const simple =
    excluded.length === 0 && wanted.every((pattern) => /^(?:[\w@.-]+|\*)(?:\/(?:[\w@.-]+|\*))*$/u.test(pattern));
  const found = simple
    ? wanted.flatMap((pattern) => expand(root, pattern.split("/")))
    : await expandAny(root, wanted, excluded);
  const files = new Set(found);
  const own = join(root, "package.json");
  if (existsSync(own)) files.add(own);
  return [...files].sort(compareText);
}

/** Patterns of names and single stars need no library: a folder is listed for each star and nothing else is visited. */
function expand(directory: string, segments: readonly string[]): string[] {
  const [segment, ...rest] = segments;
  if (segment === undefined) {
    const file = join(directory, "package.json");
    return existsSync(file) ? [file] : [];
  }
  const folders = segment === "*" ? foldersIn(directory) : realPaths([join(directory, segment)]);
  return folders.flatMap((folder) => expand(folder, rest));
}

/** Real paths of the folders in a folder given by its real path: only links have to be followed. */
function foldersIn(directory: string): string[] {
  let entries: Dirent[];
  try {
    entries = readdirSync(directory, { withFileTypes: true });
  } catch {
    // A pattern that matches nothing is no mistake, as for the package manager.
    return [];
  }
  return entries.flatMap((entry) => {
    const { name } = entry;
    if (name.startsWith(".") || name === "node_modules" || name === "bower_components") return [];
    if (entry.isSymbolicLink()) return realPaths([join(directory, name)]);
    return entry.isDirectory() ? [join(directory, name)] : [];
  });
}

function realPaths(paths: readonly string[]): string[] {
  return paths.filter((path) => existsSync(path)).map((path) => realpathSync.native(path));
}

async function expandAny(root: string, wanted: readonly string[], excluded: readonly string[]): Promise<string[]> {
  const { glob } = await import("tinyglobby");
  const inside = (pattern: string): string => (pattern === "" ? "package.json" : `${pattern}/package.json`);
  const files = await glob(wanted.map(inside), {
    cwd: root,
    absolute: true,
    expandDirectories: false,
    ignore: [...ignored, ...excluded.flatMap((pattern) => [inside(pattern), pattern])],
  });
  return realPaths(files.map((file) => dirname(file))).map((directory) => join(directory, "package.json"));
}
