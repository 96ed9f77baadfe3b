import { InternalError } from "../errors/internal-error.js";

/** What a file exports, by name. */
export type ModuleNamespace = Readonly<Record<string, unknown>>;

/**
 * Runs a TypeScript file and returns what it exports. Bare imports resolve from the file's own package.
 *
 * The compiled text is cached below `cacheDirectory` (the workspace's `.strata/cache`) and nowhere else. Throws
 * TYPESCRIPT_FAILED with the place in the source, never with a stack.
 */
export async function loadTypeScript(path: string, cacheDirectory: string): Promise<ModuleNamespace> {
  throw new InternalError(`loading is not there yet: ${path} ${cacheDirectory}`);
}
