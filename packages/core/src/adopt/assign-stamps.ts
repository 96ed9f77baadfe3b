import { instantOf, versionOf } from "../migration/version.js";
import type { Version } from "../types/ids.js";
import { stampIn } from "./version-in-name.js";

/** Where made stamps begin. */
const FIRST: Version = "20010101000000";

/** Milliseconds between two made stamps: room for a migration that has to be put between them. */
const APART = 100_000;

/**
 * A stamp for each version, in their order, growing. A version that is a stamp itself is kept; where it is none, or is
 * not newer than the one before, the stamp is 100 seconds after the one before, and 20010101000000 for the first.
 */
export function assignStamps(versions: readonly string[]): Version[] {
  const stamps: Version[] = [];
  for (const version of versions) {
    const own = stampIn(version);
    const before = stamps.at(-1);
    stamps.push(own !== undefined && (before === undefined || own > before) ? own : after(before));
  }
  return stamps;
}

function after(before: Version | undefined): Version {
  return before === undefined ? FIRST : versionOf(new Date(instantOf(before)! + APART));
}
