// A quoted name, a string (with backslashes when E stands before it), or the start of a dollar-quoted text.
const tokens =
  /"(?:[^"]|"")*"|(?<![\w$])[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|(?<![\w$\u0080-\uFFFF])\$(?<tag>(?:[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)?)\$/gsu;

/**
 * The same statement without carriage returns: files lose them, as their line ends are made alike whenever they are read or
 * checked out. In a string or a dollar-quoted text they become escapes, elsewhere they are white space. The statement must
 * hold no comments outside of texts, and is read with standard_conforming_strings on.
 */
export function withoutCarriageReturns(statement: string): string {
  if (!statement.includes("\r")) return statement;
  let text = "";
  let from = 0;
  const token = new RegExp(tokens);
  for (let match = token.exec(statement); match !== null; match = token.exec(statement)) {
    const tag = match.groups?.["tag"];
    const close = tag === undefined ? -1 : statement.indexOf(`$${tag}$`, token.lastIndex);
    const end = tag === undefined || close < 0 ? token.lastIndex : close + tag.length + 2;
    text += statement.slice(from, match.index).replaceAll("\r", "");
    text += escaped(statement.slice(match.index, end), close < 0 ? 0 : tag!.length + 2);
    from = end;
    token.lastIndex = end;
  }
  return text + statement.slice(from).replaceAll("\r", "");
}

/** `fence`: length of each end of a dollar-quoted text, 0 for what is quoted otherwise. */
function escaped(literal: string, fence: number): string {
  if (!literal.includes("\r")) return literal;
  if (fence > 0) return asEscapes(literal.slice(fence, -fence).replaceAll("'", "''"));
  if (literal.startsWith("'")) return asEscapes(literal.slice(1, -1));
  if (literal.startsWith('"')) return `U&"${literal.slice(1, -1).replaceAll("\\", "\\\\").replaceAll("\r", "\\000D")}"`;
  return literal.replaceAll("\r", "\\r");
}

function asEscapes(body: string): string {
  return `E'${body.replaceAll("\\", "\\\\").replaceAll("\r", "\\r")}'`;
}
