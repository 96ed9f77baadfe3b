import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Finds packages as Node does for an import from a folder: `node_modules/<name>` of the folder and of every one above
 * it. The folder is looked at and never the package's `exports`, which may hide its package.json.
 * https://nodejs.org/api/modules.html#loading-from-node_modules-folders
 *
 * The returned function gives the real path of the package's folder, or undefined when it is not installed; it
 * remembers what it found, so use it for one look at the disk.
 */
export function createPackageFinder(): (name: string, from: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  const folders = new Map<string, boolean>();
  const hasPackages = (folder: string): boolean => {
    const there = folders.get(folder) ?? existsSync(folder);
    folders.set(folder, there);
    return there;
  };
  const at = (folder: string): string | undefined => {
    if (known.has(folder)) return known.get(folder);
    const found = existsSync(join(folder, "package.json")) ? realpathSync.native(folder) : undefined;
    known.set(folder, found);
    return found;
  };
  return (name, from) => {
    if (!isPackageName(name)) return undefined;
    for (let directory = from; ; directory = dirname(directory)) {
      const folder = join(directory, "node_modules");
      const found = basename(directory) === "node_modules" || !hasPackages(folder) ? undefined : at(join(folder, name));
      if (found !== undefined || dirname(directory) === directory) return found;
    }
  };
}

/** A name that is one folder or a scope and a folder: never a path that leads elsewhere. */
function isPackageName(name: string): boolean {
  return (
    /^(?:@[^/\\]+\/)?[^/\\@][^/\\]*$/u.test(name) && !name.split("/").some((part) => part === "." || part === "..")
  );
}
