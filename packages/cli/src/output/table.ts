import { columns } from "./columns.js";
import { paint } from "./paint.js";

/**
 * A table with a line of titles, drawn by cli-table3. It knows how wide the characters of all scripts are shown; where all
 * are as wide as each other it is not loaded, and the table looks the same.
 */
export async function table(titles: readonly string[], rows: readonly (readonly string[])[]): Promise<string[]> {
  if (rows.length === 0) return [];
  const [head = "", ...lines] = [titles, ...rows].flat().every((cell) => NARROW.test(cell))
    ? columns([titles, ...rows])
    : await draw(titles, rows);
  return [paint("dim", head), ...lines];
}

const NARROW = /^[\u0020-\u007e–]*$/;

async function draw(titles: readonly string[], rows: readonly (readonly string[])[]): Promise<string[]> {
  const { default: Table } = await import("cli-table3");
  const drawn = new Table({
    chars: NO_BORDERS,
    style: { "padding-left": 0, "padding-right": 2, head: [], border: [] },
  });
  drawn.push([...titles], ...rows.map((row) => row.map(escapeCell)));
  return drawn
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}

/** A cell is one line: what would break the table is escaped before it is measured. */
function escapeCell(text: string): string {
  return text.replaceAll("\n", "\\n");
}

const NO_BORDERS = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "",
} as const;
