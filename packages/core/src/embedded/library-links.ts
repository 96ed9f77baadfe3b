import { mkdir, readFile, symlink } from "node:fs/promises";
import { basename, delimiter, dirname, join, relative } from "node:path";
import { hasSystemCode, isMissing } from "../lib/system-error.js";
import type { Binaries } from "./find-binaries.js";

/**
 * Lays the links between shared libraries that an npm package cannot hold (`libpq.so.5` to `libpq.so.5.18`). The
 * package's own install script would do it, but package managers do not run it unasked. Doing it again, or twice at
 * once, changes nothing. Where the package's folder cannot be written, the links are laid in `spareFolder`.
 *
 * @returns what the programs need in their environment to find the libraries: nothing when the links are in place.
 */
export async function linkLibraries(binaries: Binaries, spareFolder: string): Promise<Record<string, string>> {
  const links = await readLinks(binaries);
  try {
    for (const { source, target } of links) await link(relative(dirname(target), source), target);
    return {};
  } catch (error) {
    if (!hasSystemCode(error, "EACCES", "EPERM", "EROFS")) throw error;
  }
  await mkdir(spareFolder, { recursive: true });
  for (const { source, target } of links) await link(source, join(spareFolder, basename(target)));
  const variable = process.platform === "darwin" ? "DYLD_LIBRARY_PATH" : "LD_LIBRARY_PATH";
  return { [variable]: [spareFolder, join(binaries.native, "lib")].join(delimiter) };
}

/** Absolute paths: `target` is to be a link to `source`. */
async function readLinks(binaries: Binaries): Promise<{ source: string; target: string }[]> {
  try {
    const listed = JSON.parse(await readFile(join(binaries.native, "pg-symlinks.json"), "utf8")) as readonly {
      readonly source: string;
      readonly target: string;
    }[];
    // The list's paths start at the package, whose folder `native` is.
    const folder = dirname(binaries.native);
    return listed.map(({ source, target }) => ({ source: join(folder, source), target: join(folder, target) }));
  } catch (error) {
    // Windows' package has no links.
    if (isMissing(error)) return [];
    throw error;
  }
}

async function link(to: string, at: string): Promise<void> {
  try {
    await symlink(to, at);
  } catch (error) {
    if (!hasSystemCode(error, "EEXIST")) throw error;
  }
}
