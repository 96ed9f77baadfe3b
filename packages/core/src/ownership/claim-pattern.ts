/** Whether a name matches a pattern in which `*` stands for any characters, also none. Case counts. */
export function matchesPattern(pattern: string, name: string): boolean {
  if (!pattern.includes("*")) return pattern === name;
  const parts = pattern.split("*");
  const first = parts[0]!;
  const last = parts.at(-1)!;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  let position = first.length;
  const end = name.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, position);
    if (found < 0 || found + part.length > end) return false;
    position = found + part.length;
  }
  return true;
}

/**
 * Whether some name matches both patterns. Dynamic programme over the two patterns' characters, row by row:
 * `reachable[j]` says that a[0..i) and b[0..j) can have consumed the same characters.
 */
export function patternsMeet(a: string, b: string): boolean {
  if (!a.includes("*")) return matchesPattern(b, a);
  if (!b.includes("*")) return matchesPattern(a, b);
  let previous: boolean[] = [];
  for (let i = 0; i <= a.length; i++) {
    const row: boolean[] = [];
    for (let j = 0; j <= b.length; j++) {
      const starA = i > 0 && a[i - 1] === "*";
      const starB = j > 0 && b[j - 1] === "*";
      row.push(
        (i === 0 && j === 0) ||
          (starA && (previous[j]! || (j > 0 && row[j - 1]!))) ||
          (starB && (row[j - 1]! || (i > 0 && previous[j]!))) ||
          (i > 0 && j > 0 && a[i - 1] === b[j - 1] && previous[j - 1]!),
      );
    }
    previous = row;
  }
  return previous[b.length]!;
}
