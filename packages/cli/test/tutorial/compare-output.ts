import type { PageLine } from "./read-page.js";

/** The first line of a page that the output does not have, and where the output is then. */
export interface Difference {
  /** Line in the page; undefined when the output goes on after the last one. */
  readonly line: number | undefined;
  readonly expected: string | undefined;
  readonly actual: string | undefined;
}

/**
 * Compares lines of a page with an output. `…` within a line stands for any characters, `… ms` for any duration, a line of `…` alone for any
 * lines; blanks at the end of a line and empty lines at the end of the output do not count.
 */
export function compareOutput(expected: readonly PageLine[], output: string): Difference | undefined {
  const actual = trimEnd(output.split("\n").map((line) => line.trimEnd()));
  const wanted = trimEnd(expected.map(({ text }) => text.trimEnd()));
  const seen = new Set<number>();
  let furthest = { at: 0, in: 0 };

  const matches = (at: number, inOutput: number): boolean => {
    if (at === wanted.length) {
      if (at > furthest.at) furthest = { at, in: inOutput };
      return inOutput === actual.length;
    }
    const key = at * (actual.length + 1) + inOutput;
    if (seen.has(key)) return false;
    seen.add(key);
    if (at > furthest.at || (at === furthest.at && inOutput > furthest.in)) furthest = { at, in: inOutput };
    if (wanted[at] === "…") return matches(at + 1, inOutput) || (inOutput < actual.length && matches(at, inOutput + 1));
    return inOutput < actual.length && lineMatches(wanted[at]!, actual[inOutput]!) && matches(at + 1, inOutput + 1);
  };
  if (matches(0, 0)) return undefined;
  return {
    line: expected[furthest.at]?.line,
    expected: wanted[furthest.at],
    actual: actual[furthest.in],
  };
}

/** Whether a line is what a line of a page stands for. */
export function lineMatches(pattern: string, line: string): boolean {
  const literal = pattern.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);
  const any = literal.replaceAll("… ms", String.raw`(?:\d+ ms|\d+\.\d s|\d+ min \d+ s)`).replaceAll("…", ".*");
  return new RegExp(`^${any}$`, "u").test(line);
}

function trimEnd(lines: readonly string[]): string[] {
  const last = lines.findLastIndex((line) => line !== "");
  return lines.slice(0, last + 1);
}
