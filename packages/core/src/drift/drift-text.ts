import type { Difference } from "./compare-objects.js";

/** A difference in words, on one line. */
export function driftText({ key, kind, changes }: Difference): string {
  return kind === "changed" ? changes.map(({ text }) => text).join("; ") : `${key}: ${kind}`;
}
