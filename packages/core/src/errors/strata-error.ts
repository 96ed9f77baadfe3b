import { type Code, codes } from "./codes.js";
import { type Finding, exitOf } from "./finding.js";

/** Structured data of an error: JSON values only, no secrets. `findings` holds every problem when there are several. */
export interface ErrorDetails {
  readonly findings?: readonly Finding[];
  /** It happened on a scratch database, of which nothing is left. */
  readonly scratch?: true;
  readonly [key: string]: unknown;
}

/** A broken promise. The only error class that the public functions throw on purpose; match it by `code`. */
export class StrataError extends Error {
  override readonly name = "StrataError";
  readonly code: Code;
  readonly hint: string | undefined;
  readonly details: ErrorDetails;

  constructor(
    code: Code,
    message: string,
    options: { hint?: string | undefined; details?: ErrorDetails; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.details = options.details ?? {};
  }

  /** The process's exit status for this error. */
  get exitCode(): number {
    return Math.max(codes[this.code].exit, exitOf(this.details.findings ?? []));
  }
}

/** Throws one error that carries every finding; its code, message and hint are those of the worst. Does nothing for an empty list. */
export function throwFindings(findings: readonly Finding[]): void {
  const worst = findings.toSorted((a, b) => codes[b.code].exit - codes[a.code].exit)[0];
  if (worst === undefined) return;
  throw new StrataError(worst.code, worst.message, { hint: worst.hint, details: { findings } });
}
