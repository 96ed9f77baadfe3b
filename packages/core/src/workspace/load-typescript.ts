import { readFile } from "node:fs/promises";
import { SourceMap, type SourceMapping } from "node:module";
import { join } from "node:path";
import type { Jiti } from "jiti";
import { StrataError } from "../errors/strata-error.js";
import { importSpecifiers } from "../migration/import-specifiers.js";
import { frame, frameAt } from "../sql/frame.js";
import { type Place, formatPlace } from "../types/place.js";
import { framesOf } from "./stack-frames.js";

/** What a file exports, by name. */
export type ModuleNamespace = Readonly<Record<string, unknown>>;

/**
 * Runs a TypeScript file and returns what it exports. Bare imports resolve from the package that names them. The file
 * and what it imports are read anew at each call.
 *
 * The compiled text is cached below `cacheDirectory` (the workspace's `.strata/cache`) and nowhere else. Throws
 * TYPESCRIPT_FAILED with the place in the source, never with a stack.
 */
export async function loadTypeScript(path: string, cacheDirectory: string): Promise<ModuleNamespace> {
  const jiti = await createLoader(path, join(cacheDirectory, "typescript"));
  try {
    return await jiti.import<ModuleNamespace>(path);
  } catch (error) {
    throw await explain(error, path);
  }
}

/** Imports an installed package as a file would; undefined when it is not installed there. */
export async function importInstalled(specifier: string, from: string): Promise<ModuleNamespace | undefined> {
  const jiti = await createLoader(from, false);
  const resolved = jiti.esmResolve(specifier, { parentURL: from, try: true });
  return resolved === undefined ? undefined : ((await import(resolved)) as ModuleNamespace);
}

/** The place in the source of a frame of code that {@link loadTypeScript} ran. Its lines are those of the source already. */
export async function sourcePlace(file: string, line: number, column: number): Promise<Place> {
  try {
    const jiti = await createLoader(file, false, true);
    const code = jiti.transform({ source: await readFile(file, "utf8"), filename: file, ts: true, async: true });
    const encoded = /sourceMappingURL=data:application\/json[^,]*;base64,(?<map>[\w+/=]+)\s*$/.exec(code)?.groups?.[
      "map"
    ];
    const map = new SourceMap(JSON.parse(Buffer.from(encoded ?? "", "base64").toString("utf8")));
    // What wraps the code stands on its first line only.
    const entry: Partial<SourceMapping> = line === 1 ? {} : map.findEntry(line - 1, column - 1);
    return entry.originalColumn !== undefined && entry.originalLine === line - 1
      ? { file, line, column: entry.originalColumn + 1 }
      : { file, line };
  } catch {
    return { file, line };
  }
}

async function createLoader(from: string, cache: string | false, sourceMaps = false): Promise<Jiti> {
  const { createJiti } = await import("jiti");
  return createJiti(from, { fsCache: cache, moduleCache: false, interopDefault: false, sourceMaps });
}

async function explain(error: unknown, path: string): Promise<StrataError> {
  if (error instanceof StrataError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const { text, place } = (await missingModule(error)) ?? syntaxError(message) ?? (await thrown(error, message, path));
  const lines = place.line === undefined ? undefined : await linesAround(place);
  return new StrataError("TYPESCRIPT_FAILED", `${formatPlace(place)}: ${text}`, {
    details: { place, ...(lines !== undefined && { frame: lines }) },
    cause: error,
  });
}

interface Explanation {
  readonly text: string;
  readonly place: Place;
}

/** The compiler's message is `ParseError: Unexpected token  \n /path/file.ts:2:11`, columns from 0. */
function syntaxError(message: string): Explanation | undefined {
  const groups = /^ParseError: (?<text>.*?)\s*\n\s*(?<file>.*):(?<line>\d+):(?<column>\d+)/s.exec(message)?.groups;
  return (
    groups && {
      text: groups["text"]!,
      place: { file: groups["file"]!, line: Number(groups["line"]), column: Number(groups["column"]) + 1 },
    }
  );
}

async function missingModule(failure: unknown): Promise<Explanation | undefined> {
  if (!(failure instanceof Error) || !("code" in failure) || !/^(?:ERR_)?MODULE_NOT_FOUND$/.test(String(failure.code)))
    return undefined;
  const text = failure.message.split("\n", 1)[0]!;
  const specifier = /'(?<name>[^']+)'/.exec(text)?.groups?.["name"];
  const stack: unknown = "requireStack" in failure ? failure.requireStack : undefined;
  const file = Array.isArray(stack) ? String(stack[0]) : undefined;
  if (file === undefined) return undefined;
  const source = await readFile(file, "utf8").catch(() => "");
  const found = importSpecifiers(source).find((one) => one.specifier === specifier);
  if (found === undefined) return { text, place: { file } };
  const { line, column } = frame(source, found.offset);
  return { text, place: { file, line, column } };
}

async function thrown(error: unknown, message: string, path: string): Promise<Explanation> {
  const first = framesOf(error).find(({ file }) => /\.[cm]?ts$/.test(file) && !file.includes("/node_modules/"));
  return {
    text: message,
    place: first === undefined ? { file: path } : await sourcePlace(first.file, first.line, first.column),
  };
}

async function linesAround(place: Place): Promise<string | undefined> {
  const source = await readFile(place.file, "utf8").catch(() => undefined);
  if (source === undefined) return undefined;
  return frameAt(source, place.line ?? 1, place.column).frame;
}
