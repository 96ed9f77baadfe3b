import type { Figure } from "./figures.js";
import type { Goal } from "./goal.js";
import type { Result } from "./result.js";

/** The goals of all results as a table. */
export function goalsTable(results: readonly Result[]): string {
  const rows = results.flatMap(({ name, goals }) =>
    goals.map((goal) => [`\`${name}\``, goal.what, `≤ ${value(goal, goal.bound)}`, measured(goal), verdict(goal)]),
  );
  return table(["row", "what", "goal", "measured", ""], rows);
}

/** The figures of a row as a table, and who was left out. */
export function rowTable({ figures, reference, leftOut }: Result): string {
  const rows = figures
    .toSorted((a, b) => a.median - b.median)
    .map((figure) => [
      figure.kind === "strata" ? "**strata**" : figure.name,
      figure.version,
      milliseconds(figure.median),
      `${milliseconds(figure.q1)} – ${milliseconds(figure.q3)}`,
      `${milliseconds(figure.min)} – ${milliseconds(figure.max)}`,
      ratio(figure.toReference),
      ratio(figure.toBestPeer),
      figure.peakMemory === null ? "–" : figure.peakMemory.toFixed(0),
    ]);
  const head = ["", "version", "median ms", "middle half", "min – max", `× ${reference}`, "× best peer", "peak MB"];
  const out = leftOut.map(({ name, why }) => `- ${name} is left out: ${why.replaceAll(/\s+/gu, " ")}\n`).join("");
  return `${table(head, rows)}${out === "" ? "" : `\n${out}`}`;
}

/** How each contender is run, each once, as a list. */
export function waysToRun(results: readonly Result[]): string {
  const ways = new Map<string, Figure>();
  for (const { figures } of results)
    for (const figure of figures) if (!ways.has(figure.name)) ways.set(figure.name, figure);
  return [...ways.values()].map(({ name, how }) => `- **${name}**: ${how}.\n`).join("");
}

function verdict({ met }: Goal): string {
  if (met === null) return "not measured";
  return met ? "met" : "**missed**";
}

function measured(goal: Goal): string {
  return goal.measured === null ? "–" : value(goal, goal.measured);
}

function value({ unit }: Goal, number: number): string {
  return unit === "MB" ? `${number.toFixed(0)} MB` : `${number.toFixed(2)} ×`;
}

function ratio(number: number | null): string {
  return number === null ? "–" : number.toFixed(2);
}

function milliseconds(number: number): string {
  return number < 1000 ? number.toFixed(1) : number.toFixed(0);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
  return `${line(head)}|${"---|".repeat(head.length)}\n${rows.map(line).join("")}`;
}
