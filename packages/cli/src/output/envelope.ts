import type { Finding } from "@strata/core";
import { type ErrorReport, reportOf } from "./error-lines.js";
import { hintOf } from "./finding-lines.js";

/** What `--json` prints: once, as the last and only thing on stdout. docs/FORMATS.md, "JSON output". */
export interface Envelope {
  /** Whether the command did what was asked: `error` is null. Findings may be there all the same. */
  readonly ok: boolean;
  /** Null when the command line names none. */
  readonly command: string | null;
  /** The process's exit status. */
  readonly exitCode: number;
  /** What the command found or did; null with an error. */
  readonly data: unknown;
  readonly findings: readonly Finding[];
  readonly error: ErrorReport | null;
}

/** The envelope of a command that ended with a result. */
export function resultEnvelope(
  command: string,
  result: { readonly data: unknown; readonly findings: readonly Finding[]; readonly exitCode: number },
): Envelope {
  return {
    ok: true,
    command,
    exitCode: result.exitCode,
    data: result.data,
    findings: result.findings.map(withHint),
    error: null,
  };
}

/** The envelope of a command that threw; the findings of its error stand where findings stand. */
export function errorEnvelope(command: string | null, error: unknown, exitCode: number): Envelope {
  const report = reportOf(error);
  const { findings = [], ...details } = report.details;
  return {
    ok: false,
    command,
    exitCode,
    data: null,
    findings: (findings as readonly Finding[]).map(withHint),
    error: { ...report, details },
  };
}

function withHint(finding: Finding): Finding {
  const hint = hintOf(finding);
  return hint === undefined ? finding : { ...finding, hint };
}
