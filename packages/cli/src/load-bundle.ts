import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { Script } from "node:vm";
import { openBytecodeCache } from "./bytecode-cache.js";

type Require = (id: string) => unknown;

/** {@link HEAD}. */
type Wrapped = (
  exports: object,
  require: Require,
  module: object,
  filename: string,
  folder: string,
  importOutside: (specifier: string) => Promise<unknown>,
) => void;

/**
 * Loads a CommonJS file of the bundle and what it requires, with the bytecode that an earlier run has left: compiling
 * its text is the largest part of starting. The first run that ends well leaves it, with the functions that it has used.
 *
 * @param folder holds all files of the bundle and nothing else.
 * @param first the file's name within it; it changes with every byte of the bundle.
 */
export function loadBundle(folder: string, first: string): unknown {
  const cache = openBytecodeCache(dirname(folder), first);
  const kept = cache.read();
  const loaded = new Map<string, { readonly script: Script; readonly module: { exports: object } }>();
  const outside = createRequire(join(folder, first));
  const requireAny: Require = (id) => (id.startsWith("./") ? load(id.slice(2)) : outside(id));

  function load(name: string): unknown {
    const known = loaded.get(name);
    if (known !== undefined) return known.module.exports;
    const filename = join(folder, name);
    const cachedData = kept.get(name);
    const script = new Script(`${HEAD}${readFileSync(filename, "utf8")}${TAIL}`, {
      filename,
      columnOffset: -HEAD.length,
      ...(cachedData === undefined ? {} : { cachedData }),
    });
    const module = { exports: {} };
    loaded.set(name, { script, module });
    const run = script.runInThisContext() as Wrapped;
    run(module.exports, requireAny, module, filename, folder, (specifier) => import(specifier));
    return module.exports;
  }

  process.once("exit", (status) => {
    const scripts = Array.from(loaded.values(), ({ script }) => script);
    // Refused bytecode is that of a Node with other flags, whose next run may be without them.
    if (status !== 0 || scripts.some((script) => script.cachedDataRejected === true)) return;
    if ([...loaded.keys()].every((name) => kept.has(name))) return;
    const made = Array.from(
      loaded,
      ([name, { script }]) => [name, kept.get(name) ?? script.createCachedData()] as const,
    );
    cache.write(new Map([...kept, ...made]));
  });
  return load(first);
}

/** As Node wraps a CommonJS module (https://nodejs.org/api/modules.html#the-module-wrapper), and what imports for it. */
const HEAD = "(function (exports, require, module, __filename, __dirname, importOutside) { ";
const TAIL = "\n})";
