/** The functions that a transform.ts seems to export. */
export interface TransformExports {
  readonly up: boolean;
  readonly down: boolean;
}

// A comment, a string or a template: what a word inside of does not count.
const opaque = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[\s\S]|[^`\\])*`/gu;

/**
 * Which of `up` and `down` a TypeScript text exports, by a look at its words: nothing is compiled on the path of a run
 * with nothing to do. `export * from` may export anything and counts as both.
 */
export function transformExports(source: string): TransformExports {
  // Most migrations have no transform, and every step asks.
  if (source === "") return { up: false, down: false };
  const code = source.replaceAll(opaque, (text) => (text.startsWith("/") ? " " : '""'));
  if (/\bexport\s*\*\s*from\b/u.test(code)) return { up: true, down: true };
  const exports = (name: string): boolean =>
    new RegExp(
      [
        `\\bexport\\s+(?:async\\s+)?function\\s*\\*?\\s*${name}\\b`,
        `\\bexport\\s+(?:const|let|var)\\s+${name}\\b`,
        // Several in one declaration, or taken apart from an object.
        `\\bexport\\s+(?:const|let|var)\\s*[{[][^=]*\\b${name}\\b(?!\\s*:)`,
        `\\bexport\\s*\\{(?:[^}]*[\\s,{])?(?:\\w+\\s+as\\s+)?${name}\\s*[,}]`,
      ].join("|"),
      "u",
    ).test(code);
  return { up: exports("up"), down: exports("down") };
}
