import { type Code, codes, StrataError, type Finding, type Place } from "@strata/core";
import { countFindings, findingLines, reportLines } from "./finding-lines.js";
import { paint } from "./paint.js";

/** An error as the envelope shows it and as people see it. */
export interface ErrorReport {
  readonly code: Code;
  readonly message: string;
  /** What to do; the cure of the code where the error has nothing better. */
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Anything that was thrown, with a code. What is no StrataError is our bug. */
export function reportOf(error: unknown): ErrorReport {
  if (error instanceof StrataError) {
    const { code, message, hint, details } = error;
    return { code, message, hint: hint ?? codes[code].cure, details };
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${String(error)}`;
  return { code: "INTERNAL", message, hint: "Report it with the command and this message.", details: {} };
}

/**
 * Code, place, message, frame, hint and how to learn more; several findings one below the other, with their number at
 * the end. The stack only for our own bugs, and only when `stack` asks for it.
 */
export function errorLines(error: unknown, options: { readonly cwd: string; readonly stack: boolean }): string[] {
  const { code, message, hint, details } = reportOf(error);
  const findings = (details["findings"] ?? []) as readonly Finding[];
  const listed = findings.some((finding) => finding.message === message);
  const own = reportLines(
    {
      code,
      message: [message, ...serverLines(details)].join("\n"),
      hint,
      place: details["place"] as Place | undefined,
      frame: details["frame"] as string | undefined,
    },
    options.cwd,
  );
  return [
    ...(listed ? [] : own),
    ...findingLines(findings, options.cwd),
    ...(findings.length > 1 ? [countFindings(findings)] : []),
    paint("dim", `strata explain ${code}`),
    ...(options.stack && code === "INTERNAL" && error instanceof Error ? (error.stack ?? "").split("\n") : []),
  ];
}

/** What the server said beside its message, where a use-case kept it and the message does not hold it already. */
function serverLines(details: Readonly<Record<string, unknown>>): string[] {
  return (["detail", "where", "sqlstate"] as const).flatMap((field) => {
    const value = details[field];
    return typeof value === "string" && value !== "" ? value.split("\n").map((line) => `${field}: ${line}`) : [];
  });
}
