import { shownLength } from "./paint.js";

/** Rows with their cells below each other, two spaces between them, nothing at the end of a line. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, shownLength(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, index) => cell + " ".repeat((widths[index] ?? 0) - shownLength(cell)))
      .join("  ")
      .trimEnd(),
  );
}
