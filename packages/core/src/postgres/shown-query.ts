/** Characters that are shown. */
const LONGEST = 80;

/**
 * A statement of another session as messages show it: one line of at most 80 characters without literals, for one may
 * be a password (`ALTER ROLE … PASSWORD '…'`). Null when there is nothing to show, or the server hides it.
 */
export function shownQuery(query: string | null | undefined): string | null {
  // What the server writes for a role that may not see it: src/backend/utils/adt/pgstatfuncs.c.
  if (query === null || query === undefined || query === "<insufficient privilege>") return null;
  const shown = query
    .replaceAll(/'(?:[^']|'')*'?/g, "'…'")
    .replaceAll(/\$(\w*)\$[\s\S]*?(?:\$\1\$|$)/g, "'…'")
    .replaceAll(/\s+/g, " ")
    .trim();
  if (shown === "") return null;
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST - 1)}…` : shown;
}
