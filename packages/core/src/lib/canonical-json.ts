/**
 * One text for one value, whatever the order in which its keys were written: JSON without white space, keys of every
 * object sorted by UTF-16 code units, members that are undefined left out. Strings, numbers and literals are as
 * JSON.stringify writes them. The value must be JSON data without cycles.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}
