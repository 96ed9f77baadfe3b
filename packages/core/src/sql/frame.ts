/** A place in a text and the lines around it. */
export interface Frame {
  /** From 1. */
  readonly line: number;
  /** From 1, in characters (code points). */
  readonly column: number;
  /** The line before, the line, a caret under the place, the line after; long lines are cut around the place. */
  readonly frame: string;
}

/** Characters of a line that are shown at most. */
const WINDOW = 100;

/**
 * Shows where in a text something is. `offset` is an index as `String.prototype.slice` takes it; one outside the text
 * means its nearest end. Tabs stay tabs, in the caret's line too, so that the caret stands under its character
 * whatever a tab's width. Lines end at LF.
 */
export function frame(text: string, offset: number): Frame {
  const at = Math.max(0, Math.min(offset, text.length));
  // A negative position would be read as 0, where the text may begin with LF.
  const start = at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
  const line = countLines(text, start);
  const before = Array.from(text.slice(start, at));
  const first = Math.max(0, before.length - Math.floor(WINDOW * 0.7));
  const lines: string[] = [];
  const margin = (number: number | undefined): string => `${String(number ?? "").padStart(String(line + 1).length)} | `;

  if (start > 0) {
    const previous = text.slice(text.lastIndexOf("\n", start - 2) + 1, start - 1);
    lines.push(margin(line - 1) + cut(previous, first));
  }
  const end = endOfLine(text, start);
  lines.push(margin(line) + cut(text.slice(start, end), first));
  const blank = before.slice(first).map((character) => (character === "\t" ? "\t" : " ".repeat(columnsOf(character))));
  lines.push(`${margin(undefined)}${first > 0 ? " " : ""}${blank.join("")}^`);
  if (end < text.length) lines.push(margin(line + 1) + cut(text.slice(end + 1, endOfLine(text, end + 1)), first));
  return { line, column: before.length + 1, frame: lines.map((shown) => shown.trimEnd()).join("\n") };
}

/** The same for a line and a column, both from 1; the column in UTF-16 code units, as stacks and source maps count. */
export function frameAt(text: string, line: number, column = 1): Frame {
  const before = text.split("\n").slice(0, line - 1);
  return frame(
    text,
    before.reduce((sum, one) => sum + one.length + 1, column - 1),
  );
}

function countLines(text: string, end: number): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) lines += 1;
  return lines;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

/** The characters of a line from `first` on; what is left out shows as an ellipsis. */
function cut(line: string, first: number): string {
  // A code point has two units at most, so no more of a very long line than this need be looked at.
  const characters = Array.from(line.slice(0, 2 * (first + WINDOW) + 2));
  const shown = characters.slice(first, first + WINDOW).join("");
  return `${first > 0 && characters.length > 0 ? "…" : ""}${shown}${characters.length > first + WINDOW ? "…" : ""}`;
}

/** Columns of a terminal that a character takes: 0 for marks that combine, 2 for East Asian wide ones and emoji. */
function columnsOf(character: string): number {
  if (/^[\p{Mn}\p{Me}\p{Cf}]$/u.test(character)) return 0;
  return /^[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]$/u.test(
    character,
  )
    ? 2
    : 1;
}
