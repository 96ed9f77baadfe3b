/**
 * A lexical look at SQL that needs no parser: what is comment, and what is text. It follows the lexer's rules of the
 * PostgreSQL documentation, "4.1. Lexical Structure", as far as they decide where a comment starts.
 */

/** The end of the comment that starts at `index`, or undefined when none starts there. An open block comment ends nowhere: -1. */
function commentEnd(sql: string, index: number): number | undefined {
  if (sql.startsWith("--", index)) {
    const end = sql.indexOf("\n", index);
    return end < 0 ? sql.length : end;
  }
  if (!sql.startsWith("/*", index)) return undefined;
  // Block comments nest.
  const mark = /\/\*|\*\//gu;
  mark.lastIndex = index;
  let depth = 0;
  for (let match = mark.exec(sql); match !== null; match = mark.exec(sql)) {
    depth += match[0] === "/*" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return -1;
}

/**
 * The index of the first character that is neither blank nor comment; the text's length when there is none. A block
 * comment that is never closed counts as a statement, so that the parser gets to see it.
 */
export function skipBlank(sql: string, onLineComment?: (start: number, end: number) => void): number {
  let index = 0;
  for (;;) {
    while (index < sql.length && /[ \t\n\r\f\v]/u.test(sql[index]!)) index += 1;
    const end = commentEnd(sql, index);
    if (end === undefined || end < 0) return index;
    if (sql[index] === "-") onLineComment?.(index, end);
    index = end;
  }
}

/** Whether a text holds any statement: more than blanks, comments and semicolons. */
export function hasStatements(sql: string): boolean {
  let rest = sql;
  for (;;) {
    const start = skipBlank(rest);
    if (start === rest.length) return false;
    if (rest[start] !== ";") return true;
    rest = rest.slice(start + 1);
  }
}

// A quoted name, a string (with backslashes when E stands before it), a dollar-quoted text, or a comment's start.
const tokens =
  /"[^"]*(?:"|$)|(?<![\w$])[eE]'(?:[^'\\]|\\.|'')*(?:'|$)|'[^']*(?:'|$)|(?<![\w$\u0080-\uFFFF])\$(?<tag>(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?)\$|--|\/\*/su;

/** The line comments of a text from an index on that lies outside of any comment or text. */
export function lineComments(sql: string, from: number): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  const token = new RegExp(tokens, "gsu");
  token.lastIndex = from;
  for (let match = token.exec(sql); match !== null; match = token.exec(sql)) {
    const tag = match.groups?.["tag"];
    if (tag !== undefined) {
      const close = sql.indexOf(`$${tag}$`, token.lastIndex);
      if (close < 0) break;
      token.lastIndex = close + tag.length + 2;
    } else if (match[0] === "--" || match[0] === "/*") {
      const end = commentEnd(sql, match.index)!;
      if (match[0] === "--") found.push({ start: match.index, end });
      if (end < 0) break;
      token.lastIndex = end;
    }
  }
  return found;
}

// The same, or a word or number, or any other sign.
const counted = new RegExp(`${tokens.source}|[\\w$\\u0080-\\uFFFF]+|\\S`, "gsu");

/** Tokens of a text without its comments, or `limit` + 1 when there are more than `limit`: close to the lexer's count. */
export function countTokens(sql: string, limit: number): number {
  const token = new RegExp(counted);
  let count = 0;
  for (let match = token.exec(sql); match !== null && count <= limit; match = token.exec(sql)) {
    const tag = match.groups?.["tag"];
    if (match[0] === "--" || match[0] === "/*") {
      const end = commentEnd(sql, match.index)!;
      if (end < 0) break;
      token.lastIndex = end;
      continue;
    }
    count += 1;
    if (tag === undefined) continue;
    const close = sql.indexOf(`$${tag}$`, token.lastIndex);
    if (close < 0) break;
    token.lastIndex = close + tag.length + 2;
  }
  return count;
}
