import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { sha256 } from "../lib/hash.js";
import { compareText } from "../types/ids.js";
import { readText } from "./read-text.js";

const imports = /\b(?:import|export)\b[^"'`;]*?["'](?<specifier>[^"'\n]+)["']/gu;

// What may give another value although no source changed, or a value that is nobody's to keep on disk.
const open =
  /\bprocess\b|\bglobalThis\b|\brequire\b|\beval\b|\bDate\b|\bMath\.random\b|\bcrypto\b|\bfetch\b|\bimport\s*(?:\(|\.meta)/u;

/**
 * Hash of everything that a strata.config.ts reads, when that is its own text and files that it imports by a relative
 * path. Undefined when it reads anything else (an environment variable, the clock, a package): then its value must not
 * be kept for the next run.
 */
export function hashConfigSources(file: string): string | undefined {
  const texts = new Map<string, string>();
  const queue = [file];
  for (const path of queue) {
    if (texts.has(path)) continue;
    const text = readText(path);
    if (typeof text !== "string" || open.test(text)) return undefined;
    texts.set(path, text);
    for (const { groups } of text.matchAll(imports)) {
      const imported = sourceOf(path, groups?.["specifier"] ?? "");
      if (imported === undefined) return undefined;
      queue.push(imported);
    }
  }
  const lines = [...texts]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([path, text]) => `${path}\0${sha256(text)}\n`);
  return sha256(lines.join(""));
}

function sourceOf(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith("./") && !specifier.startsWith("../")) return undefined;
  const path = resolve(dirname(from), specifier);
  return [path, path.replace(/\.js$/u, ".ts"), `${path}.ts`].find((candidate) => existsSync(candidate));
}
