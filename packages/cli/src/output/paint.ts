import { styleText } from "node:util";

/** How a piece of a line may look. */
export type Style = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

const LETTERS: Readonly<Record<string, Style>> = {
  b: "bold",
  d: "dim",
  r: "red",
  g: "green",
  y: "yellow",
  c: "cyan",
};

/**
 * Marks a piece of a line with a style. The marks are noncharacters of Unicode, which no terminal acts upon: the sink
 * turns them into colours, or removes them, after it has made everything else harmless.
 */
export function paint(style: Style, text: string): string {
  if (text === "") return "";
  return `\ufdd0${style[0]}${text}\ufdd1`;
}

/** Replaces the marks: by escape sequences with `color`, else by nothing. The text must be escaped already. */
export function applyPaint(line: string, color: boolean): string {
  return line
    .replace(/\ufdd0([bdrgyc])([^\ufdd0\ufdd1]*)\ufdd1/g, (_, letter: string, text: string) => {
      const style = LETTERS[letter];
      return color && style !== undefined ? styleText(style, text, { validateStream: false }) : text;
    })
    .replace(/[\ufdd0\ufdd1]/g, "");
}

/** Length of a line as it is shown, marks left out. */
export function shownLength(line: string): number {
  return Array.from(applyPaint(line, false)).length;
}
