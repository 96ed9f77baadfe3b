import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { compareText } from "../types/ids.js";

const ignored = ["**/node_modules/**", "**/bower_components/**"];

/**
 * The package.json files of a workspace's root and of the folders that its patterns match; `node_modules` is left out
 * and a pattern with `!` excludes. Sorted by path, each once.
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
  if (segment !== "*") return expand(join(directory, segment), rest);
  return foldersIn(directory).flatMap((name) => expand(join(directory, name), rest));
}

function foldersIn(directory: string): string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter(
        (entry) =>
          (entry.isDirectory() || entry.isSymbolicLink()) &&
          !entry.name.startsWith(".") &&
          entry.name !== "node_modules" &&
          entry.name !== "bower_components",
      )
      .map(({ name }) => name);
  } catch {
    // A pattern that matches nothing is no mistake, as for the package manager.
    return [];
  }
}

async function expandAny(root: string, wanted: readonly string[], excluded: readonly string[]): Promise<string[]> {
  const { glob } = await import("tinyglobby");
  const inside = (pattern: string): string => (pattern === "" ? "package.json" : `${pattern}/package.json`);
  return glob(wanted.map(inside), {
    cwd: root,
    absolute: true,
    expandDirectories: false,
    ignore: [...ignored, ...excluded.flatMap((pattern) => [inside(pattern), pattern])],
  });
}
