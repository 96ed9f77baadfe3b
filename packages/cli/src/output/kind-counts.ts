/** Counts of kinds of objects in words: `1 schema, 3 tables, 2 indexes`; `nothing` without any. */
export function kindCounts(counts: Readonly<Record<string, number>>): string {
  const words = Object.entries(counts).map(([kind, count]) => `${count} ${count === 1 ? kind : plural(kind)}`);
  return words.length === 0 ? "nothing" : words.join(", ");
}

function plural(kind: string): string {
  if (/(?:statistics|privileges)$/.test(kind)) return kind;
  if (/[^aeiou]y$/.test(kind)) return `${kind.slice(0, -1)}ies`;
  return /(?:s|x)$/.test(kind) ? `${kind}es` : `${kind}s`;
}
