import type { Report } from "./run-scenario.js";

/** The table of what was tried, and every break with what repeats it. */
export function reportLines(reports: readonly Report[], seed: string): string[] {
  const lines = [`seed ${seed}`, "", pad("fault", "runs", "breaks", "seconds")];
  for (const report of reports) {
    lines.push(pad(report.name, report.runs, report.breaks.length, report.seconds));
    for (const [fault, runs] of Object.entries(report.faults).sort(([one], [other]) => one.localeCompare(other)))
      lines.push(pad(`  ${fault}`, runs, report.breaks.filter((one) => one.faults.includes(fault)).length, ""));
    for (const [what, value] of Object.entries(report.measured))
      lines.push(`  ${what}: ${Math.round(value * 10) / 10}`);
  }
  const leftOut = reports.filter((report) => report.leftOut !== undefined);
  if (leftOut.length > 0) lines.push("", ...leftOut.map(({ name, leftOut: why }) => `left out: ${name}: ${why}`));
  for (const { name, breaks } of reports) {
    for (const { run, faults, text, replay } of breaks)
      lines.push("", `BREAK in ${name}, run ${run} (${faults.join(", ")}): ${text}`, `  ${replay}`);
  }
  const runs = reports.reduce((sum, report) => sum + report.runs, 0);
  const breaks = reports.reduce((sum, report) => sum + report.breaks.length, 0);
  return [...lines, "", `${runs} runs, ${breaks} breaks`];
}

function pad(name: string, ...cells: readonly (string | number)[]): string {
  return name.padEnd(60) + cells.map((cell) => String(cell).padStart(9)).join("");
}
