import { codes, type Code, type Finding, type Place } from "@strata/core";
import { paint } from "./paint.js";
import { nearPaths, placeText } from "./place-text.js";

/** What an error and a finding have in common when they are shown. */
export interface Report {
  readonly code: Code;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly place?: Place | undefined;
  readonly frame?: string | undefined;
  readonly module?: string | undefined;
  readonly version?: string | undefined;
}

/** What to do: the report's own hint, else the cure of its code; nothing for what is only worth knowing. */
export function hintOf({ code, hint }: Pick<Report, "code" | "hint">): string | undefined {
  return hint ?? (codes[code].exit === 0 ? undefined : codes[code].cure);
}

/** Code, place, message, frame and hint of one report. */
export function reportLines(report: Report, cwd: string): string[] {
  const { kind } = codes[report.code];
  const hint = hintOf(report);
  const where = report.place === undefined ? whose(report) : placeText(report.place, cwd);
  const head = paint(kind === "error" ? "red" : "yellow", `${kind} ${report.code}`);
  return [
    where === "" ? head : `${head}  ${where}`,
    ...indent(nearPaths(report.message, cwd)),
    ...(report.frame === undefined ? [] : ["", ...indent(report.frame, "    "), ""]),
    ...(hint === undefined
      ? []
      : indent(nearPaths(hint, cwd)).map((line, index) => (index === 0 ? `  → ${line.trimStart()}` : `  ${line}`))),
  ];
}

/** All findings one below the other. */
export function findingLines(findings: readonly Finding[], cwd: string): string[] {
  return findings.flatMap((finding) => reportLines(finding, cwd));
}

/** `2 errors, 1 finding`. */
export function countFindings(findings: readonly Finding[]): string {
  const errors = findings.filter(({ code }) => codes[code].kind === "error").length;
  const others = findings.length - errors;
  const parts = [count(errors, "error"), count(others, "finding")].filter((part) => part !== "");
  return parts.length === 0 ? "no findings" : parts.join(", ");
}

function count(number: number, noun: string): string {
  return number === 0 ? "" : `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function whose({ module, version }: Report): string {
  return module === undefined ? "" : version === undefined ? module : `${module}@${version}`;
}

/** A text of several lines, each indented. */
export function indent(text: string, margin = "  "): string[] {
  return text.split("\n").map((line) => margin + line);
}
