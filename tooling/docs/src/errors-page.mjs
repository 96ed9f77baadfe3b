import { cell } from "./cell.mjs";

/**
 * @typedef {Readonly<Record<string, import("@strata/core").CodeEntry>>} Codes
 */

/** What each exit status means, in the order of the page. */
const STATUSES = /** @type {const} */ ([
  [0, "worth knowing"],
  [1, "our bug"],
  [2, "differences found"],
  [3, "usage, manifest or configuration"],
  [4, "lock busy"],
  [5, "database unreachable, read-only or full of connections"],
  [6, "history"],
  [7, "denied"],
  [8, "failed and rolled back"],
  [9, "failed with partial effects; the next run resumes"],
  [129, "interrupted: terminal closed"],
  [130, "interrupted"],
  [143, "interrupted: asked to end"],
]);

/**
 * The page of every code, by exit status and then by name. Throws when a code has a status that the page does not know.
 *
 * @param {Codes} codes
 * @returns {string}
 */
export function errorsPage(codes) {
  /** @type {Set<number>} */
  const known = new Set(STATUSES.map(([status]) => status));
  const lost = Object.keys(codes).filter((code) => !known.has(codes[code]?.exit ?? Number.NaN));
  if (lost.length > 0) throw new Error(`no section for the exit status of ${lost.join(", ")}`);
  return [
    "# Errors and findings",
    "",
    "Every code that strata can report, by the exit status it leads to. An *error* is a broken promise and stops what was",
    "asked for; a *finding* is something to look at, and can be accepted with a reason (`-- strata: allow CODE why` in a",
    "migration, or `allow` in a module's manifest). `strata explain CODE` prints the same text.",
    "",
    "<!-- Generated from packages/core/src/errors by `pnpm run docs`; a test compares. -->",
    ...STATUSES.flatMap(([status, title]) => section(codes, status, title)),
    "",
  ].join("\n");
}

/**
 * @param {Codes} codes
 * @param {number} status
 * @param {string} title
 */
function section(codes, status, title) {
  const rows = Object.entries(codes)
    .filter(([, entry]) => entry.exit === status)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, entry]) => `| \`${code}\` | ${entry.kind} | ${cell(entry.meaning)} | ${cell(entry.cure)} |`);
  if (rows.length === 0) return [];
  return [
    "",
    `## ${status}: ${title}`,
    "",
    "| code | kind | what has happened | what to do |",
    "|---|---|---|---|",
    ...rows,
  ];
}
