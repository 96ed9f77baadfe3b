import type { Place } from "../types/place.js";
import { type Code, codes } from "./codes.js";

/** Something a person should look at. Findings are returned, all of them at once; errors are thrown. */
export interface Finding {
  readonly code: Code;
  /** One sentence that names what and why. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly place?: Place;
  /** The three lines around the place, with a caret, when the text was at hand. */
  readonly frame?: string;
  readonly module?: string;
  readonly version?: string;
}

/** Exit status of a list of findings: the first of 7, 6, 3, 2 that occurs, 0 for none. Other statuses rank above. */
export function exitOf(findings: readonly Finding[]): number {
  return findings.reduce((worst, finding) => Math.max(worst, codes[finding.code].exit), 0);
}

/** Whether the finding stops a run: its code is an error's. */
export function isError(finding: Finding): boolean {
  return codes[finding.code].kind === "error";
}
