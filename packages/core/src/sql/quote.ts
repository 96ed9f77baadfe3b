/** Quotes one identifier, always: the only function that turns a name into SQL. Refuses a NUL, which PostgreSQL cannot hold. */
export function quoteIdentifier(name: string): string {
  if (name.includes("\0")) throw new TypeError("an identifier cannot hold a NUL character");
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a text as a literal that means the same whatever `standard_conforming_strings` says. */
export function quoteLiteral(text: string): string {
  if (text.includes("\0")) throw new TypeError("a literal cannot hold a NUL character");
  const escaped = text.replaceAll("'", "''");
  return escaped.includes("\\") ? `E'${escaped.replaceAll("\\", "\\\\")}'` : `'${escaped}'`;
}
