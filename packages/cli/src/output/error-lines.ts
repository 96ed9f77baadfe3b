import { type Code, codes, StrataError, type Finding, formatPlace, type Place } from "@strata/core";
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
  const place = details["place"] as Place | undefined;
  const listed = findings.some((finding) => finding.message === withoutPlace(message, finding.place));
  const own = reportLines(
    {
      code,
      message: [withoutPlace(message, place), ...serverLines(message, details)].join("\n"),
      hint,
      place,
      frame: details["frame"] as string | undefined,
    },
    options.cwd,
  );
  return [
    ...(listed ? [] : own),
    ...findingLines(findings, options.cwd),
    ...(findings.length > 1 ? [countFindings(findings)] : []),
    ...stateLines(error, details),
    paint("dim", `strata explain ${code}`),
    ...(options.stack && code === "INTERNAL" && error instanceof Error ? (error.stack ?? "").split("\n") : []),
  ];
}

/** A message that begins with its own place, for who reads it without the details. */
function withoutPlace(message: string, place: Place | undefined): string {
  const prefix = place === undefined ? "" : `${formatPlace(place)}: `;
  return message.startsWith(prefix) ? message.slice(prefix.length) : message;
}

/** How a failed step left the database, unless that is not known, or the database is gone. */
function stateLines(error: unknown, details: Readonly<Record<string, unknown>>): string[] {
  const step = details["step"];
  if (
    typeof step !== "string" ||
    details["scratch"] === true ||
    !(error instanceof StrataError) ||
    !isRolledBack(error)
  )
    return [];
  const next = blamesMigration(error) ? "Correct it, then " : "";
  if (details["direction"] === "down")
    return [
      `Taking back ${step} was rolled back: it is applied as before. \`strata status\` shows what is applied.`,
      next === "" ? "Run the same command again." : `${next}${wayBackAgain(error, step)}.`,
    ];
  return [
    `${step} was rolled back: nothing of it is left. \`strata status\` shows what is applied.`,
    `${next}\`strata up\` goes on from there.`,
  ];
}

/** `redo` takes the stored way back, which no correction reaches; `down` that of the folder. */
function wayBackAgain({ code }: StrataError, step: string): string {
  const [module] = step.split("@");
  return code === "REDO_FAILED"
    ? `\`strata down -m ${module} --steps 1\` runs down.sql as it is then, and \`strata up\` applies it again`
    : "run the same command again";
}

/** Whether the migration has to change: not with exit status 4 or 5, nor where a timeout or a person cancelled it. */
function blamesMigration({ code, exitCode }: StrataError): boolean {
  return exitCode !== 4 && exitCode !== 5 && code !== "STATEMENT_CANCELLED";
}

/** Not where the outcome is unknown (COMMIT_UNKNOWN), the history is another (exit status 6) or a part is kept (9). */
function isRolledBack({ code, exitCode }: StrataError): boolean {
  return code !== "COMMIT_UNKNOWN" && exitCode !== 6 && exitCode !== 9;
}

/** What the server said beside its message, where a use-case kept it and the message does not hold it already. */
function serverLines(message: string, details: Readonly<Record<string, unknown>>): string[] {
  return (["detail", "where", "sqlstate"] as const).flatMap((field) => {
    const value = details[field];
    return typeof value === "string" && value !== "" && !message.includes(value)
      ? value.split("\n").map((line) => `${field}: ${line}`)
      : [];
  });
}
